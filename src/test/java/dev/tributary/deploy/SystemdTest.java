package dev.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** deploy/systemd against what the gateway itself says; systemd judges the unit in interop. */
class SystemdTest {
  private static final Path UNIT = Path.of("deploy/systemd/tributary.service");

  @Test
  void theSettingsAreOnesThatRunStartsWith() throws IOException {
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(
            Mode.RUN,
            Path.of("application.properties"),
            EnvFiles.read(Path.of("deploy/systemd/tributary.env")),
            Map.of());

    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.settings().tributary().http().auth()).isEqualTo("tokens");
    assertThat(loaded.settings().tributary().coap().port()).isEmpty();
  }

  @Test
  void aStopHasTheTimeThatTheGatewayTakes() throws IOException {
    assertThat(Files.readString(UNIT))
        .contains("TimeoutStopSec=%d\n".formatted(KubernetesTest.shutdownSeconds() + 10));
  }

  @Test
  void whatItWritesIsWhereItMay() throws IOException {
    assertThat(Files.readString(UNIT))
        .contains("ReadWritePaths=/run/tributary /var/lib/tributary\n")
        .contains("Environment=TRIBUTARY_TRACE_DIRECTORY=/run/tributary\n");
  }
}
