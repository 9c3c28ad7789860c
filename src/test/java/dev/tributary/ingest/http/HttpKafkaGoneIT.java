package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.runtime.Gateway;
import dev.tributary.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device hears over HTTP while some or all of a real Kafka is gone. */
class HttpKafkaGoneIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NODES = 3;
  private static final int DEVICES = 60;

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Gateway gateway;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    kafka = new EmbeddedKafka(directory, NODES, 0, Map.of("default.replication.factor", "1"));
    kafka.start();
    Map<String, String> settings = new HashMap<>();
    settings.put("tributary.kafka.brokers", kafka.brokers());
    settings.put("tributary.mqtt.broker-url", "");
    settings.put("tributary.coap.port", "");
    settings.put("tributary.http.port", "0");
    settings.put("tributary.management.port", "0");
    settings.put("tributary.reload.enabled", "false");
    gateway = World.gateway(settings, Path.of("routes"));
    gateway.start();
    awaitKafka();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    kafka.close();
  }

  @Test
  void answerEachItemOfABatchWhileAThirdOfKafkaIsGone() throws Exception {
    assertThat(statuses(post("/v1/telemetry", batch()).join())).containsOnly(204);
    kafka.stop(NODES - 1);
    try {
      HttpResponse<String> answer = post("/v1/telemetry", batch()).join();

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(statuses(answer)).hasSize(DEVICES).contains(204, 503).containsOnly(204, 503);
    } finally {
      kafka.start();
      awaitKafka();
    }
    assertThat(statuses(post("/v1/telemetry", batch()).join())).containsOnly(204);
  }

  @Test
  void refuseAtOnceAndHoldNoThreadWhileAllOfKafkaIsGone() throws Exception {
    assertThat(post("/v1/devices/dev-1/telemetry", "{\"temp\":1}").join().statusCode())
        .isEqualTo(204);
    for (int node = 0; node < NODES; node++) {
      kafka.stop(node);
    }
    try {
      await().atMost(PATIENCE).until(() -> !gateway.health().ready().ready());
      assertThat(quickest()).isLessThan(TimeUnit.SECONDS.toNanos(1));
      long threads = threads();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(post("/v1/devices/dev-" + i + "/telemetry", "{\"temp\":2}"));
      }

      for (CompletableFuture<HttpResponse<String>> each : answers) {
        HttpResponse<String> answer = each.get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("\"unavailable\"");
      }
      assertThat(threads()).isLessThan(threads + 10);
      assertThat(gateway.intake().inFlightMessages()).isZero();
    } finally {
      kafka.start();
      awaitKafka();
    }
    assertThat(post("/v1/devices/dev-1/telemetry", "{\"temp\":3}").join().statusCode())
        .isEqualTo(204);
  }

  /** Of a few, as the machine may be busy with something else. */
  private static long quickest() {
    long quickest = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      assertThat(post("/v1/devices/dev-1/telemetry", "{\"temp\":2}").join().statusCode())
          .isEqualTo(503);
      quickest = Math.min(quickest, System.nanoTime() - start);
    }
    return quickest;
  }

  /** All but those of the test's own client. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("HttpClient"))
        .count();
  }

  private static void awaitKafka() {
    await().atMost(PATIENCE).until(() -> gateway.health().ready().ready());
  }

  private static String batch() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < DEVICES; i++) {
      lines.append("{\"device\":\"dev-").append(i).append("\",\"temperature\":20}\n");
    }
    return lines.toString();
  }

  private static CompletableFuture<HttpResponse<String>> post(String path, String body) {
    String type = path.endsWith("v1/telemetry") ? "application/x-ndjson" : "application/json";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.httpPort().orElseThrow() + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static List<Integer> statuses(HttpResponse<String> answer) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    JsonNode results = new ObjectMapper().readTree(answer.body());
    for (JsonNode result : results.isArray() ? results : results.path("results")) {
      statuses.add(result.path("status").asInt());
    }
    return statuses;
  }
}
