package dev.tributary.ingest.mqtt;

import java.time.Duration;

/**
 * The pauses before the next connection. They grow while connections come to nothing, and begin
 * anew with one that lived and delivered. Where losses follow each other another client may be
 * using our id, which some brokers do not tell: then a connection that delivered only shortens
 * them.
 */
final class Reconnects {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LONGEST_AFTER_DELIVERY = Duration.ofSeconds(8);
  private static final int SUSPICIOUS = 3;

  private final Backoff pauses = new Backoff(FIRST, LONGEST);
  private int losses;

  Duration next() {
    return pauses.next();
  }

  /** A connection that the broker had accepted is gone. */
  void lost() {
    losses++;
  }

  boolean isSuspicious() {
    return losses >= SUSPICIOUS;
  }

  /** A connection has lived for some seconds and the broker has heard that messages are stored. */
  void delivered() {
    if (isSuspicious()) {
      pauses.ease(LONGEST_AFTER_DELIVERY);
    } else {
      pauses.reset();
    }
  }

  /** A connection has lived for long. */
  void steady() {
    losses = 0;
    pauses.reset();
  }
}
