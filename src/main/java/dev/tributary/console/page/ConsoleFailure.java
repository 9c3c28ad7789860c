package dev.tributary.console.page;

/** Why a request to the console is not answered, in a sentence for the person in front of it. */
public final class ConsoleFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status of HTTP
   */
  public ConsoleFailure(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
