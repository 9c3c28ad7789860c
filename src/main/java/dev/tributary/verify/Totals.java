package dev.tributary.verify;

import dev.tributary.contract.Protocol;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The sums of one protocol. */
final class Totals {
  private static final int DIGITS = 3;

  private final Protocol protocol;
  private final Histogram toAcknowledgement = new Histogram(DIGITS);
  private final Histogram toVisibility = new Histogram(DIGITS);
  private final Map<String, Long> deadLettered = new TreeMap<>();
  private long sent;
  private long acknowledged;
  private long stored;
  private long missing;
  private long duplicated;
  private long otherId;
  private long reordered;
  private long throttled;
  private long refused;
  private long resent;
  private long unsent;
  private long changes;
  private long lastAcknowledged;

  Totals(Protocol protocol) {
    this.protocol = protocol;
  }

  Protocol protocol() {
    return protocol;
  }

  synchronized void sent() {
    sent++;
    changes++;
  }

  synchronized void acknowledged(long nanos, boolean stillToBeFound) {
    acknowledged++;
    lastAcknowledged = System.nanoTime();
    changes++;
    if (stillToBeFound) {
      missing++;
    }
    toAcknowledgement.recordValue(micros(nanos));
  }

  synchronized void stored(long nanos) {
    stored++;
    toVisibility.recordValue(micros(nanos));
  }

  /** One was found in Kafka that had not been found before. */
  synchronized void found(boolean wasMissing) {
    changes++;
    if (wasMissing) {
      missing--;
    }
  }

  synchronized void duplicated(boolean underAnotherId) {
    duplicated++;
    if (underAnotherId) {
      otherId++;
    }
  }

  synchronized void reordered() {
    reordered++;
  }

  synchronized void deadLettered(String reason) {
    deadLettered.merge(reason, 1L, Long::sum);
  }

  synchronized void throttled() {
    throttled++;
  }

  synchronized void refused() {
    refused++;
    changes++;
  }

  synchronized void resent() {
    resent++;
  }

  synchronized void unsent(int messages) {
    unsent += messages;
  }

  /** Acknowledged and not (yet) found anywhere. */
  synchronized long missing() {
    return missing;
  }

  synchronized long stored() {
    return stored;
  }

  synchronized long opened() {
    return sent;
  }

  /**
   * Grows with each message that is sent, answered for good or found, and so not for ever: what is
   * stored again and again does not count.
   */
  synchronized long changes() {
    return changes;
  }

  synchronized Report.Row row(long startNanos) {
    double seconds = Math.max(1, lastAcknowledged - startNanos) / 1e9;
    return new Report.Row(
        protocol.word(),
        sent,
        acknowledged,
        stored,
        missing,
        duplicated,
        otherId,
        reordered,
        deadLettered.values().stream().mapToLong(Long::longValue).sum(),
        Map.copyOf(deadLettered),
        throttled,
        refused,
        resent,
        sent - acknowledged - refused,
        unsent,
        Math.round(acknowledged / seconds),
        Report.Latency.of(toAcknowledgement),
        Report.Latency.of(toVisibility));
  }

  private static long micros(long nanos) {
    return Math.max(0, nanos / 1_000);
  }
}
