package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.contract.Samples;
import dev.tributary.kafka.RecordingProducer;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.reload.PipelineFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GatewayStartTest {
  private static final Path ROUTES = Path.of("routes");
  private static final SampleMessage READING =
      Samples.json(Protocol.MQTT, "devices/dev-1/telemetry", "{\"temp\":20}");

  /** An end opens with its route, and those that take over from it may start after it. */
  @Test
  void letNothingInBeforeEveryRouteRuns() throws Exception {
    AtomicReference<CompletableFuture<DeviceAnswer>> heard = new AtomicReference<>();
    AtomicReference<Gateway> starting = new AtomicReference<>();
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Rehearsal.settings());
    try (Gateway gateway =
        Gateway.offline(
            loaded,
            Project.read(ROUTES),
            new RecordingProducer(Project.read(ROUTES), "iot"),
            onStartOf("ingest-mqtt", () -> heard.set(sendOnceKafkaIsThere(starting.get()))))) {
      starting.set(gateway);
      gateway.start();

      assertThat(heard.get()).as("it is held back, and no dead letter").isNotDone();
    }
  }

  @Test
  void showCamelsMetricsOfRoutesWhereTheyAreSwitchedOn() throws Exception {
    Map<String, String> sets = new HashMap<>(Rehearsal.settings());
    sets.put("camel.metrics.enabled", "true");
    SettingsLoader.Loaded loaded = SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), sets);
    Project project = Project.read(ROUTES);
    try (Gateway gateway =
        Gateway.offline(loaded, project, new RecordingProducer(project, "iot"), camel -> {})) {
      gateway.start();
      gateway.send(READING).get(20, TimeUnit.SECONDS);

      assertThat(gateway.metricsText().lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("camel_exchanges_total{")
                      .contains("route=\"normalize\"")
                      .endsWith(" 1.0"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void startWhateverAnEditorLeft(@TempDir Path folder) throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    Files.createSymbolicLink(folder.resolve(".#route.camel.yaml"), Path.of("user@host.12:34"));
    routes.save("._publish.camel.yaml", "\0[[[");
    routes.save("route.camel.yaml~", "[[[");
    routes.save("normalize.camel.yaml", "\uFEFF" + routes.read("normalize.camel.yaml"));
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Rehearsal.settings());
    Project project = Project.read(folder);
    try (Gateway gateway =
        Gateway.offline(loaded, project, new RecordingProducer(project, "iot"), camel -> {})) {
      gateway.start();
      assertThat(sendOnceKafkaIsThere(gateway).get(10, TimeUnit.SECONDS).answers())
          .containsExactly(DeviceAnswer.STORED);
    }
  }

  @Test
  void startNothingWhereAFileCannotBeRead(@TempDir Path folder) throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.save("mine.camel.yaml", "- route: [");
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Rehearsal.settings());
    Project project = Project.read(folder);
    try (Gateway gateway =
        Gateway.offline(loaded, project, new RecordingProducer(project, "iot"), camel -> {})) {
      assertThatThrownBy(gateway::start)
          .hasStackTraceContaining("mine.camel.yaml:1: this is no YAML: ");
    }
  }

  private static CompletableFuture<DeviceAnswer> sendOnceKafkaIsThere(Gateway gateway) {
    await().until(() -> gateway.health().ready().body().get("kafka").equals("available"));
    return gateway.send(READING);
  }

  private static Consumer<CamelContext> onStartOf(String route, Runnable then) {
    return camel ->
        camel
            .getManagementStrategy()
            .addEventNotifier(
                new SimpleEventNotifierSupport() {
                  @Override
                  public void notify(CamelEvent event) {
                    if (event instanceof CamelEvent.RouteStartedEvent started
                        && started.getRoute().getId().equals(route)) {
                      then.run();
                    }
                  }
                });
  }
}
