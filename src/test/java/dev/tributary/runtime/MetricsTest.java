package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Event;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Source;
import dev.tributary.ingest.MessageMeters;
import dev.tributary.ingest.Snapshot;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.normalize.Normalization;
import dev.tributary.normalize.NormalizeObserver;
import dev.tributary.observe.Metrics;
import dev.tributary.observe.Progress;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();
  private final MessageMeters messages = new MessageMeters(metrics.meters());

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void countsWhatArrivesAndWhatBecomesOfIt() {
    Arrival arrival = arrival(Protocol.MQTT, 0);
    messages.arrived(arrival);
    messages.settled(arrival, Outcome.stored(List.of("1")), Duration.ofMillis(3).toNanos());
    messages.arrived(arrival);
    messages.settled(arrival, Outcome.kept(Reason.INVALID, "", null), 1);
    messages.arrived(arrival);
    messages.settled(arrival, Outcome.kept(Reason.THROTTLED, "", null), 1);
    messages.arrived(arrival(Protocol.HTTP, 1));

    lines()
        .contains(
            "tributary_messages_received_total{protocol=\"mqtt\"} 3.0",
            "tributary_received_bytes_total{protocol=\"mqtt\"} 15.0",
            "tributary_messages_published_total{protocol=\"mqtt\"} 1.0",
            "tributary_messages_rejected_total{kept=\"true\",protocol=\"mqtt\",reason=\"invalid\"}"
                + " 1.0",
            "tributary_messages_throttled_total{protocol=\"mqtt\"} 1.0",
            "tributary_messages_replayed_total{protocol=\"http\"} 1.0",
            "tributary_receipt_to_ack_seconds_bucket{protocol=\"mqtt\",le=\"0.0025\"} 0",
            "tributary_receipt_to_ack_seconds_bucket{protocol=\"mqtt\",le=\"0.005\"} 1");
  }

  @Test
  void tellsWhatWasRefusedFromWhatIsKept() {
    messages.settled(
        arrival(Protocol.COAP, 0),
        Outcome.refused(Reason.OVERLOADED, "", Duration.ofSeconds(1)),
        1);

    lines()
        .contains(
            "tributary_messages_rejected_total{kept=\"false\",protocol=\"coap\",reason=\"overloaded\"}"
                + " 1.0",
            "tributary_messages_rejected_total{kept=\"true\",protocol=\"coap\",reason=\"overloaded\"}"
                + " 0.0");
  }

  @Test
  void timesEventsByTheDevicesClockWhereItCanBeBelieved() {
    Instant now = Instant.now();
    messages.published(event("sensor.temperature", now.minusSeconds(20), now));
    messages.published(event("sensor.temperature", now, now));
    messages.published(event("device.gps", now.plusSeconds(3600), now));

    lines()
        .contains(
            "tributary_events_published_total{topic=\"sensor.temperature\"} 2.0",
            "tributary_events_published_total{topic=\"device.gps\"} 1.0",
            "tributary_device_to_ack_seconds_count 1",
            "tributary_device_to_ack_seconds_bucket{le=\"10.0\"} 0",
            "tributary_device_to_ack_seconds_bucket{le=\"30.0\"} 1");
  }

  @Test
  void boundsTheTopics() {
    Instant now = Instant.now();
    for (int i = 0; i < 1000; i++) {
      messages.published(event("topic-" + i, now, now));
    }

    lines()
        .filteredOn(l -> l.startsWith("tributary_events_published_total{"))
        .hasSize(201)
        .contains("tributary_events_published_total{topic=\"(more)\"} 800.0");
  }

  @Test
  void countsByReasonWhatRoutesDropAndBoundsTheReasons() {
    Arrival arrival = arrival(Protocol.MQTT, 0);
    for (int i = 0; i < 150; i++) {
      messages.settled(arrival, Outcome.dropped("why-" + i), 1);
      messages.dropped("why-" + i);
    }
    messages.settled(arrival, Outcome.dropped("why-0"), 1);

    lines()
        .contains(
            "tributary_messages_published_total{protocol=\"mqtt\"} 0.0",
            "tributary_messages_dropped_total{protocol=\"mqtt\",why=\"why-0\"} 2.0",
            "tributary_messages_dropped_total{protocol=\"mqtt\",why=\"(more)\"} 50.0",
            "tributary_events_dropped_total{why=\"why-99\"} 1.0",
            "tributary_events_dropped_total{why=\"(more)\"} 50.0");
  }

  @Test
  void countsWhatNormalizationLeavesOut() {
    NormalizeObserver normalization = Normalization.observer(metrics.meters());
    normalization.decoded(3_000_000);
    normalization.mapped("flat", 2_000_000);
    normalization.ignored("flat", 3);
    normalization.rejected("flat", 2);

    lines()
        .contains(
            "tributary_normalize_decode_seconds_count 1",
            "tributary_normalize_decode_seconds_sum 0.003",
            "tributary_normalize_map_seconds_sum{mapping=\"flat\"} 0.002",
            "tributary_fields_ignored_total{mapping=\"flat\"} 3.0",
            "tributary_measurements_rejected_total{mapping=\"flat\"} 2.0");
  }

  @Test
  void showsOnlyWhatIsDefined() throws IOException {
    try (Gateway gateway = OfflineMetrics.gateway()) {
      Set<String> defined =
          gateway.metrics().stream().flatMap(m -> m.series().stream()).collect(Collectors.toSet());

      Set<String> shown = shown(gateway.metricsText());

      assertThat(defined).containsAll(shown);
      // what comes with the first message, the first route that reads topics, the first rule,
      // Kafka,
      // the first reload
      defined.removeIf(
          name ->
              name.matches(
                  "jvm_gc_pause.*|tributary_(events|route_failures|normalize_map|fields|measurements|messages_dropped|out|group|topic|reload|spans|rules_(judged|missing|skipped|failures)).*"));
      assertThat(shown).containsAll(defined);
    }
  }

  @Test
  void namesNoMetricTwice() throws IOException {
    assertThat(OfflineMetrics.all()).extracting(Metric::meterName).doesNotHaveDuplicates();
  }

  private static Set<String> shown(String text) {
    return text.lines()
        .filter(l -> !l.startsWith("#"))
        .map(l -> l.split("[ {]", 2)[0])
        .collect(Collectors.toSet());
  }

  @Test
  void goesOnShowingWhatOthersCountAfterAGarbageCollection() throws IOException {
    AtomicLong count = new AtomicLong(1);
    metrics.meters().count(metric("tributary_dead_letters_over_budget_total"), count::get);
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return garbage.get() == null;
            });

    count.set(7);

    lines().contains("tributary_dead_letters_over_budget_total 7.0");
  }

  @Test
  void showsWhatOthersCount() throws IOException {
    Meters meters = metrics.meters();
    meters.gauge(metric("tributary_kafka_producer_request_latency_seconds"), () -> 0.004);
    meters.gauge(metric("tributary_kafka_producer_buffer_available_bytes"), () -> 9);
    meters.count(metric("tributary_kafka_producer_replaced_total"), () -> 2);
    meters.gauge(metric("tributary_mqtt_unacknowledged_messages"), () -> 4);
    meters.count(metric("tributary_mqtt_connections_lost_total"), () -> 5);
    meters.gauge(metric("tributary_reload_ok"), () -> 0);
    meters.count(metric("tributary_reloads_total"), () -> 7, "refused");

    lines()
        .contains(
            "tributary_kafka_producer_request_latency_seconds 0.004",
            "tributary_kafka_producer_buffer_available_bytes 9.0",
            "tributary_kafka_producer_replaced_total 2.0",
            "tributary_mqtt_unacknowledged_messages 4.0",
            "tributary_mqtt_connections_lost_total 5.0",
            "tributary_reload_ok 0.0",
            "tributary_reloads_total{result=\"refused\"} 7.0");
  }

  private static Metric metric(String publicName) throws IOException {
    return OfflineMetrics.all().stream()
        .filter(metric -> metric.publicName().equals(publicName))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsWhatHappenedBetweenTwoMoments() {
    Arrival arrival = arrival(Protocol.MQTT, 0);
    Instant now = Instant.now();
    messages.settled(arrival, Outcome.kept(Reason.INVALID, "", null), 1);
    Progress progress = new Progress(messages::snapshot);
    Snapshot before = messages.snapshot();
    messages.arrived(arrival);
    messages.published(event("sensor.temperature", now, now));
    messages.settled(arrival, Outcome.kept(Reason.UNMAPPED, "", null), 1);

    Snapshot since = messages.snapshot().since(before);

    assertThat(since.received()).isOne();
    assertThat(since.events()).containsOnlyKeys("sensor.temperature");
    assertThat(since.rejected()).containsOnlyKeys(Reason.UNMAPPED);
    assertThat(progress.fields())
        .contains("received=1", "events=1", "rejected=1", "rejected.unmapped=1")
        .doesNotContain("invalid");
    assertThat(progress.line()).startsWith("0 events/s, 2 rejected (");
  }

  private ListAssert<String> lines() {
    return assertThat(metrics.text().lines().toList());
  }

  private static Event event(String topic, Instant time, Instant received) {
    Event event =
        new Event(
            "1",
            "d",
            "unknown",
            new Event.Kind("temperature", "sensor", true),
            21.5,
            "Cel",
            time,
            received,
            new Source("mqtt", "devices/d/telemetry"),
            Map.of());
    event.topic(topic);
    return event;
  }

  private static Arrival arrival(Protocol protocol, int replayed) {
    return new Arrival(
        protocol,
        new Address("devices/d/telemetry", "d", null, null, null),
        new byte[5],
        null,
        null,
        Instant.now(),
        false,
        null,
        null,
        replayed);
  }
}
