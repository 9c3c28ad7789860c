package dev.tributary.kafka.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTemplateTest {
  @Test
  void namesAreLevels() {
    assertThat(template("devices/{device}/alert").of(Map.of("device_id", "Küche 1")))
        .isEqualTo("devices/Küche 1/alert");
    assertThat(
            template("{region}/{device}/alert/{alert}")
                .of(Map.of("device_id", "a=1", "region", "eu", "alert", "humid")))
        .isEqualTo("eu/a=1/alert/humid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "#", "a/b", "a/#", "../x", "a\u0000", "$SYS", "a\nb", " a"})
  void aNameThatIsNoLevelLeadsNowhere(String device) {
    assertThatThrownBy(() -> template("devices/{device}/alert").of(Map.of("device_id", device)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device_id names");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "devices/+/alert", "devices/{device}/#", "devices/{device", "{}"})
  void aTemplateThatYieldsNoTopicIsRefused(String text) {
    assertThatThrownBy(() -> template(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but is \"" + text + "\"");
  }

  private static TopicTemplate template(String text) {
    TopicTemplate template = new TopicTemplate();
    template.setTemplate(text);
    return template;
  }
}
