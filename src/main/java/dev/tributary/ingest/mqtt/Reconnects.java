package dev.tributary.ingest.mqtt;

import java.time.Duration;

/**
 * The pauses before the next connection. They grow while connections come to nothing, and begin
 * anew with one that lived and delivered. Where losses follow each other another client may be
 * using our id, which some brokers do not report: then a connection that delivered only shortens
 * them.
 */
final class Reconnects {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LONGEST_AFTER_DELIVERY = Duration.ofSeconds(8);
  private static final Duration FIRST_OF_VIOLATIONS = Duration.ofSeconds(1);
  private static final Duration LONGEST_OF_VIOLATIONS = Duration.ofMinutes(5);
  private static final Duration FIRST_RETREAT = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETREAT = Duration.ofMinutes(15);
  private static final int FREQUENT = 3;
  private static final int SUSPICIOUS = 3;

  private final Backoff pauses;
  private final Backoff violations;
  private final Backoff retreats;
  private int losses;
  private int silent;

  Reconnects() {
    this(
        new Backoff(FIRST, LONGEST),
        new Backoff(FIRST_OF_VIOLATIONS, LONGEST_OF_VIOLATIONS),
        new Backoff(FIRST_RETREAT, LONGEST_RETREAT));
  }

  Reconnects(Backoff pauses, Backoff violations, Backoff retreats) {
    this.pauses = pauses;
    this.violations = violations;
    this.retreats = retreats;
  }

  Duration next() {
    return pauses.next();
  }

  /** The broker sent what MQTT 5 does not allow, and is likely to send it again at once. */
  Duration afterViolation() {
    return violations.next();
  }

  /** Another client has taken our session. */
  Duration afterTakeover() {
    return retreats.next();
  }

  /** A connection that the broker had accepted is gone. */
  void lost(Loss.Cause cause) {
    losses++;
    silent = cause == Loss.Cause.CLOSED ? silent + 1 : 0;
  }

  /** Whether the broker closes one connection after the other without a reason. */
  boolean isSuspicious() {
    return silent >= SUSPICIOUS;
  }

  /** A connection has lasted for some seconds and messages were acknowledged on it. */
  void delivered() {
    if (losses >= FREQUENT) {
      pauses.ease(LONGEST_AFTER_DELIVERY);
    } else {
      pauses.reset();
    }
  }

  /** A connection has lived for long. */
  void steady() {
    losses = 0;
    silent = 0;
    pauses.reset();
    violations.reset();
  }

  /** A connection has lasted so long that no other client competes for the session. */
  void peaceful() {
    retreats.reset();
  }
}
