package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.check.EditorSchema;
import dev.tributary.contract.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors say of limits.yaml, and what its reader says. */
class LimitsSchemaTest {
  @TempDir private Path folder;

  @Test
  void knowsTheKeysThatTheReaderKnows() throws IOException {
    EditorSchema schema = new EditorSchema("limits");

    assertThat(schema.keys("")).containsExactly("devices", "gateway");
    assertThat(schema.keys("/properties/gateway")).isEqualTo(Limits.GATEWAY_KEYS);
    assertThat(schema.keys("/properties/devices/items")).isEqualTo(Limits.RULE_KEYS);
    assertThat(schema.words("/properties/devices/items/properties/protocol"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Protocol.values()).map(Protocol::word).toList());
  }

  @Test
  void acceptsTheShippedFileAndTheExamplesInIt() throws IOException {
    EditorSchema schema = new EditorSchema("limits");
    String shipped = Files.readString(Path.of("routes/limits.yaml"));
    String examples =
        shipped
            .substring(shipped.indexOf("# gateway:"))
            .lines()
            .map(line -> line.replaceFirst("^# ?", ""))
            .reduce("", (all, line) -> all + line + "\n");

    assertThat(schema.problems(shipped)).isEmpty();
    assertThat(schema.problems(examples)).isEmpty();
    assertThat(read(examples).rules()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[5]",
        "gateways: { rate: 5 }",
        "gateway: { burst: 5 }",
        "gateway: { rate: 0 }",
        "gateway: { rate: fast }",
        "gateway: { rate: 5, burst: 0 }",
        "gateway: { rate: 5, device: x }",
        "devices: [{ device: x }]",
        "devices: [{ devise: x, rate: 5 }]",
        "devices: [{ protocol: amqp, rate: 5 }]",
      })
  void refusesWhatTheReaderRefuses(String yaml) throws IOException {
    assertThat(new EditorSchema("limits").problems(yaml)).isNotEmpty();
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(IllegalArgumentException.class);
  }

  private Limits read(String yaml) throws IOException {
    return Limits.read(Files.writeString(folder.resolve("limits.yaml"), yaml));
  }
}
