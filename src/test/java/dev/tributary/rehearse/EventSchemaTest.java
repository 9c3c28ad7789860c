package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped schema of what is in Kafka: events, and measures. */
class EventSchemaTest {
  private static final String EVENT =
      """
      {"id":"0b7c1f1e-6a53-8c11-9d61-2f4e2b1c9a01","device_id":"d","region":"unknown","kind":"temperature",
      "value":21.5,"unit":"Cel","time":"2026-11-21T03:00:00.000Z","received":"2026-11-21T03:00:00.250Z",
      "source":{"protocol":"mqtt","address":"devices/d/telemetry"}}
      """;
  private static final String MEASURE =
      """
      {"id":"0b7c1f1e-6a53-8c11-9d61-2f4e2b1c9a01","device_id":"d","region":"unknown","kind":"temperature.avg",
      "value":21.5,"unit":"Cel","time":"2026-11-21T03:05:00.000Z","received":"2026-11-21T03:05:30.250Z",
      "source":{"protocol":"rule","address":"temperature.avg","rule":"temperature.avg","rule_version":"0a1b2c3d"},
      "attributes":{"window_start":"2026-11-21T03:00:00.000Z","window_end":"2026-11-21T03:05:00.000Z",
      "count":3,"revision":0}}
      """;

  private final EventSchema schema = EventSchema.of(Rehearsed.ROUTES);

  private List<String> problems(String json) {
    return schema.problems(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void takesEventsAndMeasures() {
    assertThat(problems(EVENT)).isEmpty();
    assertThat(problems(MEASURE)).isEmpty();
    String ofAll = "\"key\":\"all\"";
    assertThat(problems(MEASURE.replace("\"device_id\":\"d\",\"region\":\"unknown\"", ofAll)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"count\":3,     | ''      | count",
        "\"device_id\":\"d\", | ''  | device_id",
        "\"value\":21.5   | \"value\":\"warm\" | number",
        "\"kind\":\"temperature.avg\" | \"kind\":\"temperature\" | kind",
        "\"revision\":0   | \"revision\":0,\"more\":1 | more"
      })
  void saysWhatIsWrongWithAMeasureAndNothingOfEvents(String text, String other, String named) {
    String changed = MEASURE.replace(text, other);
    assertThat(changed).isNotEqualTo(MEASURE);
    assertThat(problems(changed)).anyMatch(problem -> problem.contains(named)).hasSizeLessThan(4);
  }

  @Test
  void anEventIsNoMeasure() {
    assertThat(problems(EVENT.replace("mqtt", "rule"))).anyMatch(p -> p.contains("attributes"));
    assertThat(problems(MEASURE.replace("\"rule\",\"address\"", "\"mqtt\",\"address\"")))
        .anyMatch(problem -> problem.contains("rule_version"));
    assertThat(problems(EVENT.replace("\"unit\":\"Cel\"", "\"unit\":\"\"")))
        .singleElement()
        .asString()
        .contains("unit");
  }

  @Test
  void theIdOfAnEventIsWhatItWas() throws Exception {
    JsonNode file =
        new ObjectMapper().readTree(Rehearsed.ROUTES.resolve(EventSchema.FILE).toFile());
    assertThat(file.at("/$defs/event/$id").asText()).isEqualTo("https://tributary.dev/event/1");
    assertThat(file.at("/$defs/measure/$id").asText()).isEqualTo("https://tributary.dev/measure/1");
  }
}
