package dev.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.FreePorts;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.world.TributaryProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the process in which devices are heard and rules run, under load. An oracle that
 * shares no code with the rules reads what is stored, and lists every window and every crossing.
 */
class RulesRestartIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long EVERY = 2_000;
  private static final String RULES =
      """
      - {measure: t.sum, of: temperature, every: 2s, value: sum, late: 1s}
      - {measure: t.all, of: temperature, every: 2s, value: sum, by: all, late: 1s}
      - {alert: humid, of: humidity, when: .value > 85, clear: .value < 80}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final int port = FreePorts.take(1).get(0);
  private Path routes;
  private TributaryProcess process;

  @Test
  void everyWindowAndCrossingComesOnceThroughKills(@TempDir Path folder) throws Exception {
    routes = PipelineFolder.copy(folder.resolve("routes")).path();
    Files.createDirectories(routes.resolve("analytics"));
    Files.writeString(routes.resolve("analytics/rules.yaml"), RULES);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      settings.put("tributary.kafka.brokers", kafka.brokers());
      settings.put("tributary.mqtt.broker-url", "");
      settings.put("tributary.coap.port", "");
      settings.put("tributary.http.host", "127.0.0.1");
      settings.put("tributary.http.port", Integer.toString(port));
      settings.put("tributary.management.port", "");
      start(folder);
      try {
        load(folder);
        compare(kafka.brokers());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("the gateway printed:\n" + process.output(), e);
      } finally {
        process.close();
      }
    }
  }

  private void start(Path folder) throws IOException {
    process =
        TributaryProcess.start(
            folder.resolve("gateway.log"), settings, "run", "--routes", routes.toString());
  }

  /** Three devices, each reading with a key of its own, sent again until it is stored. */
  private void load(Path folder) throws Exception {
    Random random = new Random(1);
    int number = 0;
    for (int kill = 0; kill < 3; kill++) {
      Instant until = null;
      while (until == null || Instant.now().isBefore(until)) {
        String device = "d" + random.nextInt(3);
        send(
            device,
            Integer.toString(number++),
            "{\"humidity\":%d,\"temperature\":%d}"
                .formatted(70 + random.nextInt(25), random.nextInt(30)));
        // from the first that is stored on
        until = until == null ? Instant.now().plusSeconds(6) : until;
      }
      if (kill < 2) {
        process.kill();
        start(folder);
      }
    }
  }

  private void send(String device, String key, String json) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/v1/devices/" + device + "/telemetry"))
            .timeout(Duration.ofSeconds(5))
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    Awaitility.await("reading " + key + " is stored")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try {
                return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()
                    == 204;
              } catch (IOException e) {
                return false;
              }
            });
  }

  private static void compare(String brokers) {
    try (RuleOracle oracle = new RuleOracle(brokers, "iot.")) {
      Map<String, String> windows = oracle.expectedSums("temperature", EVERY, Set.of());
      List<String> crossings =
          oracle.expectedCrossings("humidity", value -> value > 85, value -> value < 80);
      assertThat(windows).hasSizeGreaterThan(20);
      assertThat(crossings).hasSizeGreaterThan(20);
      Awaitility.await("every window")
          .atMost(PATIENCE)
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(oracle.sums("t.sum")).isEqualTo(windows));
      Awaitility.await("every window of all devices")
          .atMost(PATIENCE)
          .pollInSameThread()
          .untilAsserted(
              () -> assertThat(oracle.sums("t.all")).isEqualTo(RuleOracle.together(windows)));
      assertThat(oracle.said("humid")).isEqualTo(crossings);
    }
  }
}
