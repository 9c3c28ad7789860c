package dev.tributary.contract;

import dev.tributary.text.Printable;
import java.time.Duration;
import java.util.Objects;

/**
 * A message, or a part of it, that cannot go on, with its reason and a sentence for the sender.
 * Carries no stack trace: it is an answer, not a fault, and a storm of them must stay cheap. Its
 * sentence quotes what came from outside, and is one printable line.
 */
public final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Duration retryAfter;

  public Rejection(Reason reason, String detail) {
    this(reason, detail, null, null);
  }

  public Rejection(Reason reason, String detail, Throwable cause) {
    this(reason, detail, null, cause);
  }

  /** A rejection with the time after which a retry is worthwhile. */
  public Rejection(Reason reason, String detail, Duration retryAfter) {
    this(reason, detail, retryAfter, null);
  }

  private Rejection(Reason reason, String detail, Duration retryAfter, Throwable cause) {
    super(Printable.line(Objects.requireNonNull(detail, "detail")), cause, false, false);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.retryAfter = retryAfter;
  }

  public Reason reason() {
    return reason;
  }

  /** When to try again, or null where none is given. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
