package dev.tributary.ingest;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Event;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Counts and times messages and events. The meters stand before the first message comes. */
public final class MessageMeters implements MessageObserver {
  static final Metric RECEIVED =
      Metric.counter(
          "tributary.messages.received",
          null,
          "Messages that arrived at a listener, those that were then refused included.",
          "protocol");

  static final Metric RECEIVED_BYTES =
      Metric.counter(
          "tributary.received", "bytes", "Their payloads, content encoding undone.", "protocol");

  static final Metric PUBLISHED =
      Metric.counter(
          "tributary.messages.published",
          null,
          "Messages of which Kafka has acknowledged every record.",
          "protocol");

  static final Metric REJECTED =
      Metric.counter(
          "tributary.messages.rejected",
          null,
          "Messages that were not published, or not wholly. With `kept=\"true\"` the original bytes"
              + " are in the dead-letter or throttled topic; with `kept=\"false\"` the sender was"
              + " refused, or (MQTT) got no acknowledgement and sends again.",
          "protocol",
          "reason",
          "kept");

  static final Metric THROTTLED =
      Metric.counter(
          "tributary.messages.throttled",
          null,
          "Messages over a rate of limits.yaml; they count as rejected with the reason `throttled`"
              + " too.",
          "protocol");

  static final Metric REPLAYED =
      Metric.counter(
          "tributary.messages.replayed",
          null,
          "Messages that `replay` sent through the routes again.",
          "protocol");

  static final Metric DROPPED =
      Metric.counter(
          "tributary.messages.dropped",
          null,
          "Messages that a route left out on purpose, wholly, by `drop:<why>`; past 100 whys the"
              + " rest counts as `(more)`.",
          "protocol",
          "why");

  static final Metric ACK_TIME =
      Metric.timer(
          "tributary.receipt.to.ack",
          "From the receipt of a message to Kafka's acknowledgement of all its records.",
          "protocol");

  static final Metric DEVICE_TIME =
      Metric.timer(
          "tributary.device.to.ack",
          "From the time that a device gave an event to Kafka's acknowledgement; events without"
              + " such a time, or with one ahead of our clock, are left out.");

  static final Metric EVENTS =
      Metric.counter(
          "tributary.events.published",
          null,
          "Events that Kafka has acknowledged, by topic without its prefix; past 200 topics the"
              + " rest counts as `(more)`.",
          "topic");

  static final Metric EVENTS_DROPPED =
      Metric.counter(
          "tributary.events.dropped",
          null,
          "Events that a route left out on purpose by `drop:<why>`; past 100 whys the rest counts"
              + " as `(more)`.",
          "why");

  public static final List<Metric> METRICS =
      List.of(
          RECEIVED,
          RECEIVED_BYTES,
          PUBLISHED,
          REJECTED,
          THROTTLED,
          REPLAYED,
          DROPPED,
          ACK_TIME,
          DEVICE_TIME,
          EVENTS,
          EVENTS_DROPPED);

  private static final int MAX_TOPICS = 200;
  private static final int MAX_WHYS = 100;
  private static final String MORE = "(more)";

  private final Meters meters;
  private final Map<Protocol, ProtocolMeters> messages = new EnumMap<>(Protocol.class);
  private final Map<String, Counter> topics = new ConcurrentHashMap<>();
  private final Map<String, Counter> droppedEvents = new ConcurrentHashMap<>();
  private final Map<Protocol, Map<String, Counter>> droppedMessages = new EnumMap<>(Protocol.class);
  private final Timer deviceTime;

  public MessageMeters(Meters meters) {
    this.meters = meters;
    for (Protocol protocol : Protocol.values()) {
      messages.put(protocol, new ProtocolMeters(meters, protocol));
      droppedMessages.put(protocol, new ConcurrentHashMap<>());
    }
    deviceTime = meters.timer(DEVICE_TIME);
  }

  @Override
  public void arrived(Arrival arrival) {
    messages.get(arrival.protocol()).arrived(arrival);
  }

  @Override
  public void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {
    if (outcome.dropped() == null) {
      messages.get(arrival.protocol()).settled(outcome, nanosSinceArrival);
      return;
    }
    String protocol = arrival.protocol().word();
    count(
        droppedMessages.get(arrival.protocol()),
        outcome.dropped(),
        why -> meters.counter(DROPPED, protocol, why));
  }

  @Override
  public void published(Event event) {
    String topic = event.topic() == null ? event.defaultTopic() : event.topic();
    Counter counter = topics.get(topic);
    (counter == null ? newTopic(topic) : counter).increment();
    if (!event.time().equals(event.received())) {
      long millis = System.currentTimeMillis() - event.time().toEpochMilli();
      if (millis >= 0) {
        deviceTime.record(millis, TimeUnit.MILLISECONDS);
      }
    }
  }

  private Counter newTopic(String topic) {
    String name = topics.size() < MAX_TOPICS ? topic : MORE;
    return topics.computeIfAbsent(name, t -> meters.counter(EVENTS, t));
  }

  @Override
  public void dropped(String why) {
    count(droppedEvents, why, name -> meters.counter(EVENTS_DROPPED, name));
  }

  private static void count(
      Map<String, Counter> counters, String why, Function<String, Counter> maker) {
    String name = counters.containsKey(why) || counters.size() < MAX_WHYS ? why : MORE;
    counters.computeIfAbsent(name, maker).increment();
  }

  /**
   * What was left out on purpose since the start, by why: events, and messages of which nothing is
   * left.
   */
  public Map<String, Long> dropped() {
    Map<String, Long> all = new TreeMap<>();
    droppedEvents.forEach((why, counter) -> all.merge(why, (long) counter.count(), Long::sum));
    droppedMessages
        .values()
        .forEach(
            whys ->
                whys.forEach((why, counter) -> all.merge(why, (long) counter.count(), Long::sum)));
    return all;
  }

  /** The counts of this moment, for the status line. */
  public Snapshot snapshot() {
    long received = 0;
    long published = 0;
    Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
    for (ProtocolMeters protocol : messages.values()) {
      received += protocol.receivedCount();
      published += protocol.publishedCount();
      protocol.addRejected(rejected);
    }
    Map<String, Long> events = new TreeMap<>();
    topics.forEach((topic, counter) -> events.put(topic, (long) counter.count()));
    return new Snapshot(System.nanoTime(), received, published, events, rejected);
  }
}
