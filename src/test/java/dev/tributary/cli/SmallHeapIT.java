package dev.tributary.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.dev.FreePorts;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.world.TributaryProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no more memory than a small container has. */
class SmallHeapIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void checkTheShippedRoutes() throws IOException, InterruptedException {
    try (TributaryProcess check =
        TributaryProcess.start(128, folder.resolve("check.log"), Map.of(), "check")) {
      assertThat(check.code(PATIENCE)).as(check.output()).isZero();
      assertThat(check.output()).contains("Nothing wrong.");
    }
  }

  /** Without brokers, which a reload does not need. */
  @Test
  void takeUpSavesAndOutliveHostileOnes() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder.resolve("routes"));
    int management = FreePorts.take(1).get(0);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("tributary.kafka.brokers", "127.0.0.1:1");
    settings.put("tributary.mqtt.broker-url", "");
    settings.put("tributary.http.host", "127.0.0.1");
    settings.put("tributary.http.port", "0");
    settings.put("tributary.coap.host", "127.0.0.1");
    settings.put("tributary.coap.port", "0");
    settings.put("tributary.management.port", String.valueOf(management));
    settings.put("tributary.reload.enabled", "true");
    try (TributaryProcess gateway =
        TributaryProcess.start(
            192,
            folder.resolve("gateway.log"),
            settings,
            "run",
            "--routes",
            routes.path().toString())) {
      URI metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(management));
      await().atMost(PATIENCE).until(() -> reloads(metrics, "taken"), taken -> taken == 0);
      for (String hostile : List.of("[".repeat(5000), "- &a [*a]", "#".repeat(36 << 20))) {
        double refused = reloads(metrics, "refused");
        routes.save("route.camel.yaml", hostile);
        await().atMost(PATIENCE).until(() -> reloads(metrics, "refused") > refused);
      }
      for (int i = 0; i < 20; i++) {
        double taken = reloads(metrics, "taken");
        routes.edit("route.camel.yaml", "gets its topic.", "gets its topic, %d.".formatted(i));
        await().atMost(PATIENCE).until(() -> reloads(metrics, "taken") > taken);
      }
      assertThat(gateway.output()).doesNotContain("OutOfMemoryError");
    }
  }

  /** How many so far; -1 before the gateway has started. */
  private static double reloads(URI metrics, String result) throws IOException {
    try (InputStream in = metrics.toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> line.matches("tributary_reloads_total\\{.*\"" + result + "\".*"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .findFirst()
          .orElse(-1);
    } catch (ConnectException e) {
      return -1;
    }
  }
}
