package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The recipe score-http beside a model service that fails in every way. */
@TributaryTest(editable = true)
class ScoreHttpIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BESIDE =
      """
      - route:
          id: beside
          from:
            uri: out:events
            steps:
              - bean: { beanType: dev.tributary.kafka.out.FarEnd, method: "take(${exchange})" }
      """;

  private enum Mode {
    WELL,
    FAILS,
    BUSY,
    SILENT,
    MISCOUNTS
  }

  private final World world;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<HttpExchange> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer service;
  private volatile Mode mode = Mode.WELL;

  ScoreHttpIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() throws Exception {
    listen(0);
    world
        .folder()
        .save(
            "score-http.camel.yaml",
            Files.readString(Path.of("recipes/score-http/routes/score-http.camel.yaml"))
                .replaceAll("\\{\\{score-http.url:.*?}}", "http://127.0.0.1:" + port())
                .replace("{{score-http.timeout:10000}}", "500")
                .replace("{{score-http.version:}}", "7"));
    world.folder().save("beside.camel.yaml", BESIDE);
    world.reload();
    assertThat(world.reloadProblems()).isEmpty();
  }

  @AfterEach
  void stop() {
    open.forEach(HttpExchange::close);
    service.stop(0);
    threads.shutdownNow();
  }

  @Test
  void everyEventIsScoredOnceTheServiceIsWell() throws Exception {
    int events = 0;
    for (Mode trouble : Mode.values()) {
      if (trouble == Mode.MISCOUNTS) {
        continue;
      }
      mode = trouble;
      int before = calls.get();
      send(events);
      events++;
      await().atMost(PATIENCE).until(() -> calls.get() > before);
      mode = Mode.WELL;
      assertThat(world.records("score.anomaly", events)).hasSize(events);
    }

    int port = port();
    service.stop(0);
    send(events);
    events++;
    int all = events;
    await()
        .atMost(PATIENCE)
        .until(
            () -> world.management("/info").body().contains("route score-http delivers nothing"));
    await().atMost(PATIENCE).until(() -> FarEnd.values("beside", "lamp").size() == all);
    listen(port);
    List<ConsumerRecord<String, String>> records = world.records("score.anomaly", events);
    assertThat(records).hasSize(events);
    for (ConsumerRecord<String, String> record : records) {
      JsonNode score = JSON.readTree(record.value());
      assertThat(record.key()).isEqualTo("lamp");
      assertThat(score.path("id").asText()).hasSize(36);
      assertThat(score.path("score").asDouble()).isEqualTo(score.path("value").asDouble() / 100);
      assertThat(score.path("model")).hasToString("{\"name\":\"anomaly\",\"version\":\"7\"}");
      assertThat(record.headers()).isEmpty();
    }

    mode = Mode.MISCOUNTS;
    send(events);
    assertThat(world.records("undelivered", 1))
        .singleElement()
        .satisfies(
            record ->
                assertThat(
                        new String(record.headers().lastHeader("tributary_reason").value(), UTF_8))
                    .isEqualTo("wrong-answer"));
  }

  @Test
  void feedbackIsStoredWithTheIdOfItsEvent() throws Exception {
    assertThat(feedback("{\"event_id\":\"e-1\",\"label\":\"normal\"}").statusCode()).isEqualTo(204);
    assertThat(world.records("feedback", 1))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("e-1");
              assertThat(record.value()).isEqualTo("{\"event_id\":\"e-1\",\"label\":\"normal\"}");
              assertThat(record.headers()).isEmpty();
            });
    for (String wrong :
        List.of(
            "",
            "{",
            "[]",
            "{\"event_id\":1}",
            "{\"label\":\"normal\"}",
            "{\"event_id\":\"e\",\"a\":\"" + "x".repeat(70_000) + "\"}")) {
      HttpResponse<String> answer = feedback(wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      assertThat(answer.body()).contains("event_id of an event");
    }
    assertThat(feedback("{\"event_id\":\"e-2\"}").statusCode()).isEqualTo(204);
    assertThat(world.records("feedback", 2)).hasSize(2);
  }

  private HttpResponse<String> feedback(String body) throws Exception {
    return world.post(
        "/feedback",
        body,
        "Content-Type",
        "application/json",
        "kafka.OVERRIDE_TOPIC",
        "hacked",
        "X-Other",
        "x");
  }

  private void send(int value) throws Exception {
    assertThat(
            world
                .post(
                    "/v1/devices/lamp/telemetry",
                    "{\"temperature\":" + value + "}",
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(204);
  }

  private void listen(int port) throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    service.setExecutor(threads);
    service.createContext("/", this::call);
    service.start();
  }

  private int port() {
    return service.getAddress().getPort();
  }

  private void call(HttpExchange exchange) throws IOException {
    JsonNode asked = JSON.readTree(exchange.getRequestBody()).path("instances");
    Mode now = mode;
    calls.incrementAndGet();
    switch (now) {
      case FAILS -> answer(exchange, 500, "out of memory");
      case BUSY -> {
        exchange.getResponseHeaders().add("Retry-After", "1");
        answer(exchange, 429, "");
      }
      case SILENT -> open.add(exchange);
      case MISCOUNTS -> answer(exchange, 200, "{\"predictions\":[]}");
      case WELL ->
          answer(
              exchange,
              200,
              JSON.writeValueAsString(
                  Map.of(
                      "predictions",
                      IntStream.range(0, asked.size())
                          .mapToObj(i -> List.of(asked.at("/" + i + "/0").asDouble() / 100))
                          .collect(Collectors.toList()))));
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().add("X-Model-Host", "gpu-1");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
