package dev.tributary.normalize;

/** One measurement that is not published, with a sentence for the sender. */
final class InvalidValue extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidValue(String problem) {
    super(problem, null, false, false);
  }
}
