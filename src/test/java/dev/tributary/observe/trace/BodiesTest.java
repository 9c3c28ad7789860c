package dev.tributary.observe.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodiesTest {
  private static final String MASK =
      SettingsLoader.load(Mode.DEV, Path.of("no such file"), Map.of(), Map.of())
          .settings()
          .tributary()
          .trace()
          .mask();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"temp\": 21.50, \"n\": [1]} | json | {\"temp\":21.50,\"n\":[1]}",
        "{\"password\" : \"hunter2\", \"t\":1} | json | {\"password\":\"[hidden]\",\"t\":1}",
        "{\"pass\\u0077ord\":\"hunter2\"} | json | {\"password\":\"[hidden]\"}",
        "{\"a\":[{\"token\":\"hunter2\",\"t\":1}]} | json | {\"a\":[{\"token\":\"[hidden]\",\"t\":1}]}",
        "{\"secrets\":{\"a\":{\"b\":\"hunter2\"}},\"t\":1} | json | {\"secrets\":\"[hidden]\",\"t\":1}",
        "{\"tokens\":[\"a\",{\"b\":\"hunter2\"}],\"t\":1} | json | {\"tokens\":\"[hidden]\",\"t\":1}",
        "{\"raw\":\"password=hunter2\"} | json | {\"raw\":\"[hidden]\"}",
        "{\"url\":\"https://u:hunter2@host/\"} | json | {\"url\":\"[hidden]\"}",
        "{\"password\":\"hunter2\" | text | {\"password\":[hidden]",
        "user=u&password=hunter2 | text | user=u&password=[hidden]",
        "<img src=x onerror=alert(1)> | text | <img src=x onerror=alert(1)>",
        "{\"a\":1,\"a\":2} | text | {\"a\":1,\"a\":2}",
      })
  void hidesWhatIsSecret(String payload, String form, String shown) {
    ObjectNode body = shown(MASK, payload.getBytes(StandardCharsets.UTF_8));
    assertThat(body.path("form").asText()).isEqualTo(form);
    assertThat(form.equals("json") ? body.path("value").toString() : body.path("value").asText())
        .isEqualTo(shown);
  }

  /** A mask of one's own may look over the borders of fields. */
  @Test
  void hidesWhatIsMoreThanOneFieldInTheWholeText() {
    ObjectNode body =
        shown(
            "\"type\":\"pin\",\"is\":\"(\\d+)\"",
            "{\"type\":\"pin\",\"is\":\"1234\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(body.toString()).doesNotContain("1234").contains("[hidden]");
    body = shown("hunter\\d", "[\"hunter2\"]".getBytes(StandardCharsets.UTF_8));
    assertThat(body.toString()).doesNotContain("hunter2").contains("[hidden]");
  }

  @Test
  void showsTheBeginningOfWhatIsLong() {
    String letter = "ü";
    ObjectNode body = shown(MASK, ("a" + letter.repeat(20_000)).getBytes(StandardCharsets.UTF_8));
    assertThat(body.path("form").asText()).isEqualTo("text");
    assertThat(body.path("value").asText()).matches("aü{8191}");
    assertThat(body.path("cut").asBoolean()).isTrue();
    assertThat(body.path("size").asInt()).isEqualTo(40_001);
    ObjectNode bytes = shown(MASK, new byte[10_000]);
    assertThat(bytes.path("form").asText()).isEqualTo("bytes");
    assertThat(bytes.path("value").asText()).hasSize(8_192);
  }

  @Test
  void showsNothingOfObjectsButTheirClass() {
    Bodies bodies = new Bodies(new Snippets(List.of()));
    Object secret = new IllegalStateException("hunter2");
    assertThat(bodies.shown(Bodies.raw(secret)).toString()).doesNotContain("hunter2");
    assertThat(bodies.shown(Bodies.raw(Map.of("a", secret, "b", 1))).toString())
        .doesNotContain("hunter2");
  }

  @Test
  void isReadAgainAsItWas() throws Exception {
    ObjectNode body = shown(MASK, "{\"t\":1.500e3}".getBytes(StandardCharsets.UTF_8));
    assertThat(new ObjectMapper().readTree(body.toString()).at("/value/t").asDouble())
        .isEqualTo(1500);
  }

  private static ObjectNode shown(String mask, byte[] payload) {
    Bodies bodies = new Bodies(new Snippets(List.of(Pattern.compile(mask))));
    return bodies.shown(Bodies.raw(payload));
  }
}
