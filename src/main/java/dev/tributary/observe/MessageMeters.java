package dev.tributary.observe;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The meters of one protocol's messages, made before the first of them arrives. */
final class MessageMeters {
  private final Counter received;
  private final Counter bytes;
  private final Counter published;
  private final Counter throttled;
  private final Counter replayed;
  private final Timer ackTime;
  private final Map<Reason, Counter> kept = new EnumMap<>(Reason.class);
  private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);

  MessageMeters(Meters meters, Protocol protocol) {
    String word = protocol.word();
    this.received = meters.counter(Metric.RECEIVED, word);
    this.bytes = meters.counter(Metric.RECEIVED_BYTES, word);
    this.published = meters.counter(Metric.PUBLISHED, word);
    this.throttled = meters.counter(Metric.THROTTLED, word);
    this.replayed = meters.counter(Metric.REPLAYED, word);
    this.ackTime = meters.timer(Metric.ACK_TIME, word);
    for (Reason reason : Reason.values()) {
      kept.put(reason, meters.counter(Metric.REJECTED, word, reason.word(), "true"));
      refused.put(reason, meters.counter(Metric.REJECTED, word, reason.word(), "false"));
    }
  }

  void arrived(Arrival arrival) {
    received.increment();
    bytes.increment(arrival.payload().length);
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
