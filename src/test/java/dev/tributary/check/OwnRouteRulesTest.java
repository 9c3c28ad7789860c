package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnRouteRulesTest {
  @TempDir private Path folder;
  private PipelineFolder routes;

  @BeforeEach
  void copy() throws IOException {
    routes = PipelineFolder.copy(folder);
  }

  @Test
  void nameTheSettingOfAnAddressThatIsEmpty() throws IOException {
    save(
        "timer:x",
        "to: { uri: '{{hook.url:http://localhost}}', parameters: { httpMethod: POST } }");
    assertThat(check(Map.of()).findings()).isEmpty();
    assertThat(check(Map.of("hook.url", "")).findings())
        .singleElement()
        .asString()
        .endsWith(
            "own.camel.yaml:6: an address must not be empty, but \"{{hook.url:http://localhost}}\""
                + " stands for nothing (give the setting a value)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text-plain", "application-octet-stream", "{{known}}"})
  void takeADataTypeThatThereIs(String type) throws IOException {
    save("timer:x", "transformDataType: { toType: '" + type + "' }");
    assertThat(check(Map.of("known", "text-plain")).findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "{ toType: avro-odd }, avro-odd",
    "{ toType: '{{odd}}' }, cbor-odd",
    "'{ fromType: text-plain, toType: x }', x"
  })
  void findADataTypeThatNothingMakes(String step, String type) throws IOException {
    save("timer:x", "transformDataType: " + step);
    assertThat(check(Map.of("odd", "cbor-odd")).findings())
        .singleElement()
        .asString()
        .contains("own.camel.yaml:6: there is no data type \"" + type + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "kafka:x?batching=true, true",
    "kafka:x?batching={{on}}, true",
    "kafka:x?batching=false, false",
    "kafka:x, false",
    "out:events, false",
  })
  void warnOfBatchesThatKafkaLoses(String uri, boolean warned) throws IOException {
    save(uri, "log: \"${body}\"");
    Check check = check(Map.of("on", "true"));
    assertThat(check.findings()).isEmpty();
    assertThat(check.warnings().stream().filter(warning -> warning.contains("batching of kafka:")))
        .hasSize(warned ? 1 : 0);
  }

  private void save(String from, String step) throws IOException {
    routes.save(
        "own.camel.yaml",
        """
        - route:
            id: own
            from:
              uri: "%s"
              steps:
                - %s
        """
            .formatted(from, step));
  }

  private Check check(Map<String, String> settings) {
    return Check.of(Path.of("none"), Map.of(), settings, folder, Gateway::passive);
  }
}
