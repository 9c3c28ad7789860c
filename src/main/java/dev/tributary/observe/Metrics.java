package dev.tributary.observe;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.Event;
import dev.tributary.contract.ListenerState;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.ingest.Intake;
import dev.tributary.normalize.NormalizeObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** What the gateway counts and times. Its meters stand before the first message comes. */
public final class Metrics implements Intake.Observer, AutoCloseable {
  private static final int MAX_TOPICS = 200;
  private static final String MORE = "(more)";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final Map<Protocol, MessageMeters> messages = new EnumMap<>(Protocol.class);
  private final Map<String, Counter> topics = new ConcurrentHashMap<>();
  private final Timer deviceTime;
  private final NormalizeMeters normalization;
  private final JvmGcMetrics garbageCollector = new JvmGcMetrics();

  public Metrics() {
    registry.config().meterFilter(MeterFilter.denyUnless(id -> Metric.isDefined(id.getName())));
    for (Protocol protocol : Protocol.values()) {
      messages.put(protocol, new MessageMeters(meters, protocol));
    }
    deviceTime = meters.timer(Metric.DEVICE_TIME);
    normalization = new NormalizeMeters(meters);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollector.bindTo(registry);
  }

  /** What normalization tells. */
  public NormalizeObserver normalization() {
    return normalization;
  }

  /** Shows how full the way from the ends to Kafka is. */
  public Metrics watch(Intake intake, int maxMessages, long maxBytes) {
    meters.gauge(Metric.IN_FLIGHT, intake::inFlightMessages);
    meters.gauge(Metric.IN_FLIGHT_LIMIT, () -> maxMessages);
    meters.gauge(Metric.IN_FLIGHT_BYTES, intake::inFlightBytes);
    meters.gauge(Metric.IN_FLIGHT_BYTES_LIMIT, () -> maxBytes);
    return this;
  }

  /** Shows whether Kafka takes records. */
  public Metrics watch(Downstream kafka) {
    meters.gauge(Metric.KAFKA_AVAILABLE, () -> kafka.available() ? 1 : 0);
    return this;
  }

  /** Shows which of the ends hear devices. */
  public Metrics watch(List<ListenerState> ends) {
    for (ListenerState end : ends) {
      meters.gauge(Metric.END_READY, () -> end.ready() ? 1 : 0, end.name());
    }
    return this;
  }

  /**
   * Shows how the Kafka client is doing.
   *
   * @param client the value of one of its own metrics by name
   * @param replaced how many clients made way for a new one
   */
  public Metrics watchProducer(ToDoubleFunction<String> client, LongSupplier replaced) {
    Map.of(
            Metric.PRODUCER_ERRORS, "record-error-rate",
            Metric.PRODUCER_RETRIES, "record-retry-rate",
            Metric.PRODUCER_BATCH, "batch-size-avg",
            Metric.PRODUCER_BUFFER, "buffer-available-bytes")
        .forEach((metric, name) -> meters.gauge(metric, () -> client.applyAsDouble(name)));
    meters.gauge(
        Metric.PRODUCER_LATENCY, () -> client.applyAsDouble("request-latency-avg") / 1_000);
    meters.count(Metric.PRODUCER_REPLACED, replaced::getAsLong);
    return this;
  }

  /** Shows how many dead letters were over the budget. */
  public Metrics watchDeadLetters(LongSupplier overBudget) {
    meters.count(Metric.DEAD_LETTERS_REFUSED, overBudget::getAsLong);
    return this;
  }

  /** Shows how the connection to the MQTT broker is doing. */
  public Metrics watchMqtt(LongSupplier unacknowledged, LongSupplier lost) {
    meters.gauge(Metric.MQTT_UNACKNOWLEDGED, unacknowledged::getAsLong);
    meters.count(Metric.MQTT_LOST, lost::getAsLong);
    return this;
  }

  /** Shows whether what was saved is in force. */
  public Metrics watchReloads(BooleanSupplier ok, LongSupplier taken, LongSupplier refused) {
    meters.gauge(Metric.RELOAD_OK, () -> ok.getAsBoolean() ? 1 : 0);
    meters.count(Metric.RELOADS, taken::getAsLong, "taken");
    meters.count(Metric.RELOADS, refused::getAsLong, "refused");
    return this;
  }

  /** Shows whether spans get to where they go. */
  public Metrics watchSpans(LongSupplier sent, LongSupplier dropped) {
    meters.count(Metric.SPANS, sent::getAsLong, "sent");
    meters.count(Metric.SPANS, dropped::getAsLong, "dropped");
    return this;
  }

  @Override
  public void arrived(Arrival arrival) {
    messages.get(arrival.protocol()).arrived(arrival);
  }

  @Override
  public void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {
    messages.get(arrival.protocol()).settled(outcome, nanosSinceArrival);
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
    return topics.computeIfAbsent(name, t -> meters.counter(Metric.EVENTS, t));
  }

  /** The counts of this moment, for the status line. */
  public Snapshot snapshot() {
    long received = 0;
    long published = 0;
    Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
    for (MessageMeters protocol : messages.values()) {
      received += protocol.receivedCount();
      published += protocol.publishedCount();
      protocol.addRejected(rejected);
    }
    Map<String, Long> events = new TreeMap<>();
    topics.forEach((topic, counter) -> events.put(topic, (long) counter.count()));
    return new Snapshot(System.nanoTime(), received, published, events, rejected);
  }

  /** All metrics in the text format of Prometheus. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollector.close();
    registry.close();
  }
}
