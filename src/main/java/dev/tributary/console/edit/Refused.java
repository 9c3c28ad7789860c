package dev.tributary.console.edit;

/** A request of a user that cannot be done, with the rule, what was given and the way out. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;

  /**
   * @param status of HTTP
   */
  public Refused(int status, String why) {
    super(why);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
