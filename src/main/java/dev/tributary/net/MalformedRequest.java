package dev.tributary.net;

import dev.tributary.contract.Reason;

/** Bytes that are no HTTP/1.1 request, or one that could be read in two ways. */
public final class MalformedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final Reason reason;

  private MalformedRequest(int status, Reason reason, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.reason = reason;
  }

  /** What was wrong with a request that could not be read. */
  public static MalformedRequest of(Throwable cause) {
    return cause instanceof MalformedRequest malformed
        ? malformed
        : bad("the request is not HTTP/1.1");
  }

  static MalformedRequest bad(String detail) {
    return new MalformedRequest(400, Reason.UNREADABLE, detail);
  }

  static MalformedRequest tooLarge(String detail) {
    return new MalformedRequest(431, Reason.TOO_LARGE, detail);
  }

  static MalformedRequest notImplemented(String detail) {
    return new MalformedRequest(501, Reason.UNSUPPORTED_FORMAT, detail);
  }

  static MalformedRequest otherVersion(String detail) {
    return new MalformedRequest(505, Reason.UNSUPPORTED_FORMAT, detail);
  }

  public int status() {
    return status;
  }

  public Reason reason() {
    return reason;
  }
}
