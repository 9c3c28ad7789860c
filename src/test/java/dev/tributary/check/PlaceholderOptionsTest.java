package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An option counts for what its placeholders stand for, wherever these are set. */
class PlaceholderOptionsTest {
  private static final String MQTT = "ingest-mqtt.camel.yaml";
  private static final String PUBLISH = "publish.camel.yaml";

  @TempDir private Path directory;
  private PipelineFolder folder;

  @BeforeEach
  void copy() throws IOException {
    folder = PipelineFolder.copy(directory.resolve("routes"));
  }

  @ParameterizedTest
  @CsvSource({
    "{{own.qos}}, own.qos, 0",
    "{{own.qos}}, own.qos, {{own.other}}",
    "{{own.q{{own.part}}}}, own.qos, 2",
    "{{own.qos:0}}, own.unused, 1",
    "{{?own.missing}}, own.unused, 1",
    "{{env:PATH}}, own.unused, 1"
  })
  void aGuardJudgesWhatAPlaceholderStandsFor(String qos, String key, String value)
      throws IOException {
    folder.edit(MQTT, "qos: 1", "qos: \"%s\"".formatted(qos));

    assertThat(problems(Map.of("own.other", "0", "own.part", "os", key, value)))
        .anySatisfy(problem -> assertThat(problem).contains(MQTT, "paho-mqtt5.qos must be 1"));
  }

  @ParameterizedTest
  @CsvSource({"{{own.qos}}, 1", "{{own.other:1}}, 7", "{{own.qos}}, {{own.one}}"})
  void andLetsItBeWhereThatIsWell(String qos, String value) throws IOException {
    folder.edit(MQTT, "qos: 1", "qos: \"%s\"".formatted(qos));

    assertThat(problems(Map.of("own.qos", value, "own.one", "1"))).isEmpty();
  }

  @Test
  void aGuardJudgesAnAddressThatIsAPlaceholder() throws IOException {
    folder.edit(PUBLISH, "uri: kafka:records", "uri: \"{{own.sink}}\"");

    assertThat(problems(Map.of("own.sink", "kafka:records?useIterator=false")))
        .singleElement()
        .asString()
        .contains(PUBLISH, "kafka.useIterator must be true");
  }

  @Test
  void anUnreadDurationIsNamedBehindAPlaceholder() throws IOException {
    folder.save(
        "own.camel.yaml",
        """
        - route:
            id: own
            from:
              uri: timer:own?period={{own.period}}
              steps:
                - log: "${body}"
        """);

    assertThat(problems(Map.of("own.period", "5x")))
        .singleElement()
        .asString()
        .contains("own.camel.yaml:4", "\"period\" must be a duration", "\"5x\"");
    assertThat(problems(Map.of("own.period", "5s"))).isEmpty();
  }

  @Test
  void aTemplateIsJudgedByTheParametersOfTheRoutesThatItMakes() throws IOException {
    String template =
        """
        - routeTemplate:
            id: ticker
            parameters:
              - { name: every }
            from:
              uri: timer:tick?period={{every}}
              steps:
                - log: "${body}"
        - templatedRoute:
            routeTemplateRef: ticker
            routeId: ticking
            parameters: [ { name: every, value: 5s } ]
        """;
    folder.save("made.camel.yaml", template);
    assertThat(problems(Map.of("every", "never"))).isEmpty();

    folder.save("made.camel.yaml", template.replace("value: 5s", "value: 5x"));
    assertThat(problems(Map.of("every", "5s")))
        .singleElement()
        .asString()
        .contains("made.camel.yaml:6", "\"5x\"");
  }

  private List<String> problems(Map<String, String> sets) {
    return Check.of(Path.of("none"), Map.of(), sets, folder.path(), Gateway::passive)
        .findings()
        .stream()
        .map(Object::toString)
        .toList();
  }
}
