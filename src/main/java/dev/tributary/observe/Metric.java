package dev.tributary.observe;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every metric there is: its name, type, tags and meaning. What is not listed here is not exposed;
 * docs/metrics.md is written from it.
 */
public enum Metric {
  RECEIVED(
      "tributary.messages.received",
      Meter.Type.COUNTER,
      null,
      "Messages that arrived at an end, those that were then refused included.",
      "protocol"),
  RECEIVED_BYTES(
      "tributary.received",
      Meter.Type.COUNTER,
      "bytes",
      "Their payloads, content encoding undone.",
      "protocol"),
  PUBLISHED(
      "tributary.messages.published",
      Meter.Type.COUNTER,
      null,
      "Messages of which Kafka has acknowledged every record.",
      "protocol"),
  REJECTED(
      "tributary.messages.rejected",
      Meter.Type.COUNTER,
      null,
      "Messages that were not published, or not wholly. With `kept=\"true\"` the original bytes are"
          + " in the dead-letter or throttled topic; with `kept=\"false\"` the sender was told, or"
          + " (MQTT) got no acknowledgement and sends again.",
      "protocol",
      "reason",
      "kept"),
  THROTTLED(
      "tributary.messages.throttled",
      Meter.Type.COUNTER,
      null,
      "Messages over a rate of limits.yaml; they count as rejected with the reason `throttled` too.",
      "protocol"),
  REPLAYED(
      "tributary.messages.replayed",
      Meter.Type.COUNTER,
      null,
      "Messages that `replay` sent through the routes again.",
      "protocol"),
  ACK_TIME(
      "tributary.receipt.to.ack",
      Meter.Type.TIMER,
      "seconds",
      "From the receipt of a message to Kafka's acknowledgement of all its records.",
      "protocol"),
  DEVICE_TIME(
      "tributary.device.to.ack",
      Meter.Type.TIMER,
      "seconds",
      "From the time that a device gave an event to Kafka's acknowledgement; events without such a"
          + " time, or with one ahead of our clock, are left out."),
  EVENTS(
      "tributary.events.published",
      Meter.Type.COUNTER,
      null,
      "Events that Kafka has acknowledged, by topic without its prefix; past 200 topics the rest"
          + " counts as `(more)`.",
      "topic"),
  DECODE_TIME(
      "tributary.normalize.decode",
      Meter.Type.TIMER,
      "seconds",
      "From a payload's bytes to a tree of which it is known whose it is; without buckets."),
  MAP_TIME(
      "tributary.normalize.map",
      Meter.Type.TIMER,
      "seconds",
      "From that tree to measurements, by mapping; without buckets.",
      "mapping"),
  IGNORED(
      "tributary.fields.ignored",
      Meter.Type.COUNTER,
      null,
      "Fields of payloads that became neither measurement nor attribute: nulls, lists, what is over"
          + " the bounds of attributes.",
      "mapping"),
  INVALID(
      "tributary.measurements.rejected",
      Meter.Type.COUNTER,
      null,
      "Measurements that could not be published: of a wrong type or unit, or physically impossible.",
      "mapping"),
  IN_FLIGHT(
      "tributary.in.flight.messages",
      Meter.Type.GAUGE,
      null,
      "Messages between receipt and answer."),
  IN_FLIGHT_LIMIT(
      "tributary.in.flight.messages.limit",
      Meter.Type.GAUGE,
      null,
      "`tributary.in-flight.messages`: where MQTT is held back and the others are refused."),
  IN_FLIGHT_BYTES("tributary.in.flight", Meter.Type.GAUGE, "bytes", "Their payloads."),
  IN_FLIGHT_BYTES_LIMIT(
      "tributary.in.flight.limit", Meter.Type.GAUGE, "bytes", "`tributary.in-flight.bytes`."),
  END_READY(
      "tributary.end.ready",
      Meter.Type.GAUGE,
      null,
      "1 when devices can reach this end and it hears them (MQTT: connected and subscribed).",
      "end"),
  KAFKA_AVAILABLE(
      "tributary.kafka.available",
      Meter.Type.GAUGE,
      null,
      "1 while Kafka takes records; at 0 HTTP and CoAP are refused and MQTT is not acknowledged."),
  PRODUCER_ERRORS(
      "tributary.kafka.producer.record.error.rate",
      Meter.Type.GAUGE,
      null,
      "Records a second that the Kafka client gave up, lately: refused ones, and all of a client that"
          + " was replaced."),
  PRODUCER_RETRIES(
      "tributary.kafka.producer.record.retry.rate",
      Meter.Type.GAUGE,
      null,
      "Records a second that it sent again, lately."),
  PRODUCER_LATENCY(
      "tributary.kafka.producer.request.latency",
      Meter.Type.GAUGE,
      "seconds",
      "From a request to Kafka's answer, the mean of lately."),
  PRODUCER_BATCH(
      "tributary.kafka.producer.batch.size",
      Meter.Type.GAUGE,
      "bytes",
      "What goes to a partition in one request, compressed, the mean of lately."),
  PRODUCER_BUFFER(
      "tributary.kafka.producer.buffer.available",
      Meter.Type.GAUGE,
      "bytes",
      "Room for records that wait for Kafka."),
  PRODUCER_REPLACED(
      "tributary.kafka.producer.replaced",
      Meter.Type.COUNTER,
      null,
      "Kafka clients that were of no more use and made way for a new one."),
  DEAD_LETTERS_REFUSED(
      "tributary.dead.letters.over.budget",
      Meter.Type.COUNTER,
      null,
      "Dead letters that were not written because `tributary.dead-letter.rate` was used up; their"
          + " senders (HTTP, CoAP) were told."),
  MQTT_UNACKNOWLEDGED(
      "tributary.mqtt.unacknowledged",
      Meter.Type.GAUGE,
      "messages",
      "Messages that the MQTT broker has sent and waits to hear of; at"
          + " `tributary.mqtt.receive-maximum` it sends no more."),
  MQTT_LOST(
      "tributary.mqtt.connections.lost",
      Meter.Type.COUNTER,
      null,
      "Times that the connection to the MQTT broker was lost, refused or given up to be made anew."),
  RELOADS(
      "tributary.reloads",
      Meter.Type.COUNTER,
      null,
      "Reloads that changed something, and those that were refused.",
      "result"),
  RELOAD_OK(
      "tributary.reload.ok",
      Meter.Type.GAUGE,
      null,
      "0 while what was saved last is not in force because something in it is wrong."),
  SPANS(
      "tributary.spans",
      Meter.Type.COUNTER,
      null,
      "Spans that the collector of `tributary.otlp.endpoint` took, and those that were dropped because"
          + " it did not or too many waited for it.",
      "result"),
  JVM_MEMORY_USED("jvm.memory.used", Meter.Type.GAUGE, "bytes", "Memory in use.", "area", "id"),
  JVM_MEMORY_MAX("jvm.memory.max", Meter.Type.GAUGE, "bytes", "Its bound.", "area", "id"),
  JVM_BUFFERS(
      "jvm.buffer.memory.used", Meter.Type.GAUGE, "bytes", "Memory outside of the heap.", "id"),
  JVM_GC(
      "jvm.gc.pause",
      Meter.Type.TIMER,
      "seconds",
      "Pauses of the garbage collector; there once the first has been.",
      "action",
      "cause",
      "gc"),
  JVM_THREADS("jvm.threads.live", Meter.Type.GAUGE, "threads", "Threads."),
  CPU("process.cpu.usage", Meter.Type.GAUGE, null, "Share of all cores in use, 0 to 1."),
  FILES_OPEN("process.files.open", Meter.Type.GAUGE, "files", "Open files and sockets."),
  FILES_MAX("process.files.max", Meter.Type.GAUGE, "files", "Their bound."),
  UPTIME("process.uptime", Meter.Type.GAUGE, "seconds", "Since the JVM started.");

  private static final PrometheusNamingConvention PROMETHEUS = new PrometheusNamingConvention();
  private static final Set<String> NAMES =
      Arrays.stream(values()).map(Metric::meterName).collect(Collectors.toUnmodifiableSet());

  private final String meterName;
  private final Meter.Type type;
  private final String unit;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // of List.of
  private final List<String> tags;

  Metric(String meterName, Meter.Type type, String unit, String meaning, String... tags) {
    this.meterName = meterName;
    this.type = type;
    this.unit = unit;
    this.meaning = meaning;
    this.tags = List.of(tags);
  }

  static boolean isDefined(String meterName) {
    return NAMES.contains(meterName);
  }

  String meterName() {
    return meterName;
  }

  Meter.Type type() {
    return type;
  }

  String unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  public List<String> tags() {
    return tags;
  }

  /** The name as Prometheus sees it. */
  public String publicName() {
    String unsuffixed = PROMETHEUS.name(meterName, type, unit);
    return type == Meter.Type.COUNTER && !unsuffixed.endsWith("_total")
        ? unsuffixed + "_total"
        : unsuffixed;
  }

  /**
   * Whether it counts by size too: what happens for each message and takes microseconds does not.
   */
  boolean hasBuckets() {
    return type == Meter.Type.TIMER && this != DECODE_TIME && this != MAP_TIME;
  }

  /** The names of the series that it is made of: a histogram has three, and its maximum. */
  public List<String> series() {
    String name = publicName();
    if (type == Meter.Type.TIMER && !hasBuckets()) {
      return List.of(name + "_count", name + "_sum", name + "_max");
    }
    return hasBuckets()
        ? List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max")
        : List.of(name);
  }

  Tags tagged(String... values) {
    if (values.length != tags.size()) {
      throw new IllegalArgumentException(name() + " has the tags " + tags);
    }
    List<Tag> pairs = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      pairs.add(Tag.of(tags.get(i), values[i]));
    }
    return Tags.of(pairs);
  }
}
