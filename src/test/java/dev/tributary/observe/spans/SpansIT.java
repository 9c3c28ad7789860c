package dev.tributary.observe.spans;

import static dev.tributary.observe.spans.SpanReceiver.attributes;
import static dev.tributary.observe.spans.SpanReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.runtime.Gateway;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector gets to see of messages, and what of them when there is none. */
@TributaryTest("tributary.mqtt.broker-url=")
class SpansIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String JSON = "application/json";
  private static final String SENDER = "00f067aa0ba902b7";

  private final String trace = UUID.randomUUID().toString().replace("-", "");
  private final HttpClient http = HttpClient.newHttpClient();
  private final World world;
  private SpanReceiver receiver;
  private Gateway gateway;

  SpansIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() throws Exception {
    receiver = new SpanReceiver();
    start(Map.of("tributary.otlp.endpoint", receiver.url()));
  }

  private void start(Map<String, String> more) throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("tributary.kafka.brokers", world.kafka().brokers());
    String topic = world.topic("");
    settings.put("tributary.kafka.topic-prefix", topic.substring(0, topic.length() - 1));
    settings.put("tributary.mqtt.broker-url", world.mqtt().url());
    settings.put("tributary.mqtt.client-id", "spans-" + trace);
    for (String port : List.of("http", "coap", "management")) {
      settings.put("tributary." + port + ".port", "0");
    }
    settings.put("tributary.reload.enabled", "false");
    settings.put("tributary.otlp.headers", "X-Key=let-me-in");
    settings.putAll(more);
    gateway = World.gateway(settings, Path.of("routes"));
    gateway.start();
    await().atMost(PATIENCE).until(() -> gateway.health().ready().ready());
  }

  @AfterEach
  void stop() {
    gateway.close();
    receiver.close();
  }

  @Test
  void followAnHttpMessageFromItsSenderToKafka() throws Exception {
    assertThat(post("/v1/regions/eu/devices/span-1/telemetry", "{\"temperature\":21.5}", "01"))
        .isEqualTo(204);

    List<Span> spans = awaitTrace(7);
    Span message = named(spans, "POST /v1/regions/{region}/devices/{device}/telemetry");
    assertThat(message.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(hex(message.getParentSpanId())).isEqualTo(SENDER);
    assertThat(attributes(message.getAttributesList()))
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.response.status_code", "204")
        .containsEntry("tributary.protocol", "http")
        .containsEntry("tributary.address", "regions/eu/devices/span-1/telemetry")
        .containsEntry("tributary.device", "span-1")
        .containsEntry("tributary.region", "eu")
        .containsEntry("tributary.events", "1")
        .containsEntry("tributary.outcome", "stored");
    Span send = named(spans, "send " + world.topic("sensor.temperature"));
    assertThat(send.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_PRODUCER);
    assertThat(attributes(send.getAttributesList()))
        .containsEntry("messaging.system", "kafka")
        .containsEntry("messaging.batch.message_count", "1");
    assertThat(wayUp(spans, send))
        .containsExactly(
            "publish",
            "route",
            "normalize",
            "ingest-http",
            "http-region-device",
            "POST /v1/regions/{region}/devices/{device}/telemetry");
    assertThat(send.getEndTimeUnixNano()).isGreaterThan(send.getStartTimeUnixNano());
    assertThat(traceparent(world.records("sensor.temperature", "span-1", 1).get(0)))
        .isEqualTo("00-" + trace + "-" + hex(send.getSpanId()) + "-01");
    assertThat(receiver.authorizations).contains("let-me-in");
    assertThat(receiver.services).containsOnly("tributary");
  }

  @Test
  void beginATraceForAnMqttMessageThatBelongsToNone() throws Exception {
    world.publish("devices/span-2/telemetry", "{\"temperature\":3,\"humidity\":40}");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(receiver.spans)
                    .anyMatch(
                        span ->
                            "span-2"
                                .equals(
                                    attributes(span.getAttributesList()).get("tributary.device"))));
    Span message =
        receiver.spans.stream().filter(span -> span.getParentSpanId().isEmpty()).findAny().get();
    assertThat(message.getName()).isEqualTo("ingest-mqtt");
    assertThat(message.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
    assertThat(attributes(message.getAttributesList()))
        .containsEntry("messaging.system", "mqtt")
        .containsEntry("messaging.destination.name", "devices/span-2/telemetry")
        .containsEntry("tributary.events", "2");
    Span send = named(receiver.trace(hex(message.getTraceId())), "send");
    assertThat(attributes(send.getAttributesList()))
        .containsEntry("messaging.batch.message_count", "2")
        .containsEntry(
            "messaging.destination.name",
            world.topic("sensor.humidity") + "," + world.topic("sensor.temperature"));
  }

  @Test
  void leaveAMessageAloneWhoseSenderDoesNotSample() throws Exception {
    MqttProperties properties = new MqttProperties();
    String sent = "00-" + trace + "-" + SENDER + "-00";
    properties.setUserProperties(List.of(new UserProperty("traceparent", sent)));
    world.publish("devices/span-3/telemetry", "{\"temperature\":3}", properties);
    assertThat(traceparent(world.records("sensor.temperature", "span-3", 1).get(0)))
        .isEqualTo(sent);

    gateway.close();
    assertThat(receiver.trace(trace)).isEmpty();
  }

  @Test
  void followEachItemOfABatchAndWhatBecomesOfABadOne() throws Exception {
    String batch =
        """
        [{"device":"span-4","temperature":1},{"device":"span-5","temperature":"hot"},
         {"device":"span-6","temperature":2}]""";
    assertThat(post("/v1/telemetry", batch, "01")).isEqualTo(200);

    gateway.close(); // what waits to be sent is sent
    List<Span> spans = receiver.trace(trace);
    List<Span> items =
        spans.stream().filter(span -> hex(span.getParentSpanId()).equals(SENDER)).toList();
    assertThat(items).hasSize(3).allMatch(item -> item.getName().equals("POST /v1/telemetry"));
    Span bad =
        items.stream()
            .filter(item -> attributes(item.getAttributesList()).containsKey("error.type"))
            .findAny()
            .get();
    assertThat(attributes(bad.getAttributesList()))
        .containsEntry("tributary.batch.index", "1")
        .containsEntry("tributary.outcome", "invalid")
        .containsEntry("tributary.kept", "true");
    assertThat(bad.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    Span kept = named(spans, "send " + world.topic("dead-letter"));
    assertThat(wayUp(spans, kept)).startsWith("on-failure");
    assertThat(
            world.records("dead-letter", 1).stream()
                .map(SpansIT::traceparent)
                .filter(carried -> carried.contains(trace)))
        .containsExactly("00-" + trace + "-" + hex(kept.getSpanId()) + "-01");
    assertThat(spans).extracting(Span::getEndTimeUnixNano).doesNotContain(0L);
  }

  @Test
  void acknowledgeAllTheSameWithNoCollector() throws Exception {
    receiver.close();
    for (int i = 0; i < 50; i++) {
      assertThat(post("/v1/devices/span-7/telemetry", "{\"temperature\":1}", "01")).isEqualTo(204);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(management("/metrics"))
                    .containsPattern("tributary_spans_total\\{result=\"dropped\"\\} [1-9]"));
    assertThat(world.records("sensor.temperature", "span-7", 50)).hasSize(50);
  }

  @Test
  void sendOnWhenTheCollectorIsBack() throws Exception {
    receiver.answer = 503;
    assertThat(post("/v1/devices/span-8/telemetry", "{\"temperature\":1}", "01")).isEqualTo(204);
    await().atMost(PATIENCE).until(() -> !receiver.authorizations.isEmpty());
    receiver.answer = 200;
    assertThat(post("/v1/devices/span-8/telemetry", "{\"temperature\":2}", "01")).isEqualTo(204);

    assertThat(awaitTrace(7)).isNotEmpty();
  }

  @Test
  void sampleByRatioWhereTheSenderHasNotDecided() throws Exception {
    gateway.close();
    start(Map.of("tributary.otlp.endpoint", receiver.url(), "tributary.otlp.ratio", "0"));
    world.publish("devices/span-9/telemetry", "{\"temperature\":3}");
    assertThat(
            world
                .records("sensor.temperature", "span-9", 1)
                .get(0)
                .headers()
                .headers("traceparent"))
        .isEmpty();
    assertThat(post("/v1/devices/span-9/telemetry", "{\"temperature\":1}", "01")).isEqualTo(204);

    gateway.close();
    assertThat(receiver.spans).hasSize(receiver.trace(trace).size()).isNotEmpty();
  }

  private List<Span> awaitTrace(int spans) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(receiver.trace(trace)).hasSizeGreaterThanOrEqualTo(spans));
    return receiver.trace(trace);
  }

  private static Span named(List<Span> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findAny().orElseThrow();
  }

  /** The names of the spans above, the next first. */
  private static List<String> wayUp(List<Span> spans, Span from) {
    List<String> names = new ArrayList<>();
    String parent = hex(from.getParentSpanId());
    while (!parent.equals(SENDER)) {
      String wanted = parent;
      Span above =
          spans.stream().filter(s -> hex(s.getSpanId()).equals(wanted)).findAny().orElseThrow();
      names.add(above.getName());
      parent = hex(above.getParentSpanId());
    }
    return names;
  }

  private static String traceparent(ConsumerRecord<String, String> record) {
    return new String(
        record.headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII);
  }

  private int post(String path, String body, String flags) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.httpPort().getAsInt() + path))
            .header("Content-Type", JSON)
            .header("traceparent", "00-" + trace + "-" + SENDER + "-" + flags)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private String management(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + gateway.managementPort().getAsInt() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
