package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.module.Part;
import dev.tributary.project.Project;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Route;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One folder, run by three processes. */
@TributaryTest
class PartsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private Path temporary;

  private Gateway gateway(World world, Path routes, Part part) throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("tributary.kafka.brokers", world.settings().tributary().kafka().brokers());
    settings.put("tributary.kafka.topic-prefix", world.topic("").replace(".", ""));
    settings.put("tributary.mqtt.broker-url", "");
    settings.put("tributary.mqtt.client-id", "parts");
    settings.put("tributary.http.port", part == Part.INGEST ? "0" : "");
    settings.put("tributary.coap.port", "");
    settings.put("tributary.management.port", "");
    settings.put("tributary.trace.enabled", "false");
    settings.put("tributary.reload.enabled", "false");
    Gateway gateway =
        new Gateway(
            SettingsLoader.load(Mode.DEV, Path.of("no such file"), Map.of(), settings),
            Project.read(routes),
            Set.of(part));
    gateway.start();
    return gateway;
  }

  private static List<String> routes(Gateway gateway) {
    return gateway.camel().getRoutes().stream().map(Route::getRouteId).toList();
  }

  @Test
  void eachRunsItsPart(World world) throws Exception {
    PipelineFolder folder = PipelineFolder.copy(temporary.resolve("routes"));
    Files.createDirectories(folder.path().resolve("analytics"));
    folder.save(
        "analytics/rules.yaml",
        """
        - {alert: hot, of: temperature, when: .value > 30}
        - {alert: quiet, of: temperature, silent: 1s}
        """);
    folder.save(
        "away.camel.yaml",
        """
        - route: {id: away, from: {uri: "out:alerts", steps: [{to: "direct:helper"}]}}
        """);
    folder.save(
        "helper.camel.yaml",
        """
        - route: {id: helper, from: {uri: "direct:helper", steps: [{to: "mock:helper"}]}}
        """);
    folder.save(
        "poll.camel.yaml",
        """
        - route: {id: poll, from: {uri: "timer:poll", steps: [{to: "mock:poll"}]}}
        """);
    try (Gateway ingest = gateway(world, folder.path(), Part.INGEST);
        Gateway analytics = gateway(world, folder.path(), Part.ANALYTICS);
        Gateway out = gateway(world, folder.path(), Part.OUT)) {
      assertThat(routes(ingest)).contains("ingest-http", "poll", "helper").doesNotContain("away");
      assertThat(routes(analytics))
          .contains("helper")
          .doesNotContain("ingest-http", "poll", "away");
      assertThat(routes(out)).contains("away", "helper").doesNotContain("ingest-http", "poll");
      assertThat(ingest.analytics().info().get(0)).containsEntry("status", "not here");
      assertThat(analytics.analytics().info().get(0)).containsEntry("status", "active");

      Awaitility.await("rules run").atMost(PATIENCE).until(() -> analytics.analytics().isRunning());
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:%d/v1/devices/oven/telemetry"
                                  .formatted(ingest.httpPort().getAsInt())))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString("{\"temperature\":40}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(204);
      // silence is judged by the ticks of the ingest
      assertThat(world.records("alert", "oven", 2))
          .extracting(record -> record.value().replaceAll(".*\"alert\":\"(\\w+)\".*", "$1"))
          .containsExactlyInAnyOrder("hot", "quiet");
      assertThat(ingest.analytics().isRunning()).isFalse();
      assertThat(ingest.health().ready().body()).doesNotContainValue("degraded");
      assertThat(out.health().ready().ready()).isTrue();
    }
  }
}
