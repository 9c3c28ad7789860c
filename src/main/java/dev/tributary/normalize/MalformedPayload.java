package dev.tributary.normalize;

/** The payload is not of the format that it was read as; the message says where, and why. */
final class MalformedPayload extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPayload(String message) {
    super(message, null, false, false);
  }
}
