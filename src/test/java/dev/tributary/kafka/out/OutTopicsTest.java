package dev.tributary.kafka.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutTopicsTest {
  @ParameterizedTest
  @CsvSource({
    "events, sensor.temperature, true",
    "events, alert, false",
    "events, analytics.temperature.avg, false",
    "events, command, false",
    "events, command.result, false",
    "events, feedback, false",
    "events, score.anomaly, false",
    "events, undelivered, false",
    "command, command, true",
    "command, command.result, false",
    "command*, command.result, true",
    "alerts, alert.state, false",
  })
  void namesMeanTopics(String name, String topic, boolean read) {
    Pattern topics = OutTopics.pattern(name, "iot.");
    assertThat(topics.matcher("iot." + topic).matches()).isEqualTo(read);
    assertThat(topics.matcher("other." + topic).matches()).isFalse();
  }
}
