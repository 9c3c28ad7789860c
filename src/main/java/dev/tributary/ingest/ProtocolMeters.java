package dev.tributary.ingest;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.module.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The meters of one protocol's messages, made before the first of them arrives. */
final class ProtocolMeters {
  private final Counter received;
  private final Counter bytes;
  private final Counter published;
  private final Counter throttled;
  private final Counter replayed;
  private final Timer ackTime;
  private final Map<Reason, Counter> kept = new EnumMap<>(Reason.class);
  private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);

  ProtocolMeters(Meters meters, Protocol protocol) {
    String word = protocol.word();
    this.received = meters.counter(MessageMeters.RECEIVED, word);
    this.bytes = meters.counter(MessageMeters.RECEIVED_BYTES, word);
    this.published = meters.counter(MessageMeters.PUBLISHED, word);
    this.throttled = meters.counter(MessageMeters.THROTTLED, word);
    this.replayed = meters.counter(MessageMeters.REPLAYED, word);
    this.ackTime = meters.timer(MessageMeters.ACK_TIME, word);
    for (Reason reason : Reason.values()) {
      kept.put(reason, meters.counter(MessageMeters.REJECTED, word, reason.word(), "true"));
      refused.put(reason, meters.counter(MessageMeters.REJECTED, word, reason.word(), "false"));
    }
  }

  void arrived(Arrival arrival) {
    received.increment();
    bytes.increment(arrival.size());
    if (arrival.replayed() > 0) {
      replayed.increment();
    }
  }

  void settled(Outcome outcome, long nanos) {
    if (outcome.isStored()) {
      published.increment();
      ackTime.record(nanos, TimeUnit.NANOSECONDS);
      return;
    }
    (outcome.settled() ? kept : refused).get(outcome.reason()).increment();
    if (outcome.reason() == Reason.THROTTLED) {
      throttled.increment();
    }
  }

  long receivedCount() {
    return (long) received.count();
  }

  long publishedCount() {
    return (long) published.count();
  }

  void addRejected(Map<Reason, Long> sums) {
    kept.forEach((reason, counter) -> add(sums, reason, counter));
    refused.forEach((reason, counter) -> add(sums, reason, counter));
  }

  private static void add(Map<Reason, Long> sums, Reason reason, Counter counter) {
    long count = (long) counter.count();
    if (count > 0) {
      sums.merge(reason, count, Long::sum);
    }
  }
}
