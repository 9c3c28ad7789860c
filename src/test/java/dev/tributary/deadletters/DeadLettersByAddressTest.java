package dev.tributary.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Samples;
import dev.tributary.kafka.RecordingProducer;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.runtime.Gateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DeadLettersByAddressTest {
  @Test
  void countByTheTemplateThatTheAddressMatched() throws Exception {
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Rehearsal.settings());
    Project project = Project.read(Path.of("routes"));
    try (Gateway gateway =
        Gateway.offline(loaded, project, new RecordingProducer(project, "iot"), camel -> {})) {
      gateway.start();
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(gateway::isReady);
      assertThat(gateway.statusLine()).doesNotContain("dead letters");

      send(gateway, "devices/a/telemetry", "{\"temperature\": 21}");
      send(gateway, "devices/a/telemetry", "{\"nothing known\": 1}");
      send(gateway, "devices/b/telemetry", "no JSON {");
      send(gateway, "regions/eu/devices/c/status", "{\"nothing known\": 1}");

      assertThat(gateway.metricsText().lines())
          .contains(
              "tributary_dead_letters_total{address=\"devices/{device}/telemetry\"} 2.0",
              "tributary_dead_letters_total{address=\"regions/{region}/devices/{device}/status\"} 1.0",
              "tributary_dead_letters_total{address=\"devices/{device}/status\"} 0.0",
              "tributary_dead_letters_total{address=\"(more)\"} 0.0");
      assertThat(gateway.statusLine())
          .endsWith(
              ", dead letters: devices/{device}/telemetry 2,"
                  + " regions/{region}/devices/{device}/status 1");
    }
  }

  private static void send(Gateway gateway, String address, String payload) throws Exception {
    gateway.send(Samples.json(Protocol.MQTT, address, payload)).get(10, TimeUnit.SECONDS);
  }
}
