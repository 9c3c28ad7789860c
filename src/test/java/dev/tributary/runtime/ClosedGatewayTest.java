package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.check.Check;
import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.contract.Samples;
import dev.tributary.kafka.RecordingProducer;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Rehearsal;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

class ClosedGatewayTest {
  private static final Path ROUTES = Path.of("routes");
  private static final int GATEWAYS = 5;

  /** Camel itself holds the context that last used its simple language. */
  private static final int HELD_BY_CAMEL = 1;

  @Test
  void leavesNothingInMemory() throws Exception {
    List<WeakReference<CamelContext>> closed = new ArrayList<>();
    for (int i = 0; i < GATEWAYS; i++) {
      closed.add(closedGateway());
    }
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(closed.stream().filter(context -> context.get() != null))
                  .hasSizeLessThanOrEqualTo(HELD_BY_CAMEL);
            });
  }

  private static WeakReference<CamelContext> closedGateway() throws Exception {
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Rehearsal.settings());
    Project project = Project.read(ROUTES);
    assertThat(Check.folder(loaded, project, Gateway::passive)).isEmpty();
    try (Gateway gateway =
        Gateway.offline(loaded, project, new RecordingProducer(project, "iot"), camel -> {})) {
      gateway.start();
      await().until(gateway::isReady);
      for (SampleMessage message : messages()) {
        assertThat(gateway.send(message).get(20, TimeUnit.SECONDS).answers())
            .containsExactly(DeviceAnswer.STORED);
      }
      return new WeakReference<>(gateway.camel());
    }
  }

  private static List<SampleMessage> messages() {
    String body = "{\"temp\":20}";
    return List.of(
        Samples.json(Protocol.MQTT, "devices/dev-1/telemetry", body),
        Samples.json(Protocol.HTTP, "devices/dev-1/telemetry", body),
        Samples.json(Protocol.COAP, "devices/dev-1/telemetry", body));
  }
}
