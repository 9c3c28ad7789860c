package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyDiffTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1} | {\"a\":1} | []",
        "{\"a\":1} | {\"a\":2} | [{path=a, before=1, after=2}]",
        "{\"a\":1} | {\"b\":1} | [{path=a, before=1}, {path=b, after=1}]",
        "{\"a\":{\"b\":[1,2]}} | {\"a\":{\"b\":[1,3,4]}} | [{path=a.b[1], before=2, after=3}, {path=a.b[2], after=4}]",
        "[{\"kind\":\"t\"}] | [{\"kind\":\"t\",\"topic\":\"x\"}] | [{path=[0].topic, after=\"x\"}]",
        "{\"a\":1.50} | {\"a\":[]} | [{path=a, before=1.5, after=[]}]",
        "{\"a\":null} | {} | [{path=a, before=null}]",
        "{\"a\\u202eb\":1} | {\"a\\u202eb\":\"\\u001b\"} | [{path=a\\u202eb, before=1, after=\"\\u001B\"}]",
      })
  void jsonIsComparedByPath(String before, String after, String changes) throws Exception {
    assertThat(BodyDiff.of(json(before), json(after)).get("fields")).hasToString(changes);
  }

  @Test
  void aFloodOfChangesIsCutAndCounted() throws Exception {
    String many =
        IntStream.range(0, 1000)
            .mapToObj(i -> "\"f" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}"));
    Map<String, Object> diff = BodyDiff.of(json("{}"), json(many));
    assertThat((List<?>) diff.get("fields")).hasSize(BodyDiff.MOST);
    assertThat(diff).containsEntry("more", 1000 - BodyDiff.MOST);
  }

  @Test
  void textIsComparedByLine() {
    assertThat(BodyDiff.of(text("a\nb\nc"), text("a\nB\nc\nd")).get("lines"))
        .isEqualTo(List.of("@@ -1,3 +1,4 @@", " a", "-b", "+B", " c", "+d"));
  }

  @Test
  void whatIsNothingAlikeIsNotCompared() throws Exception {
    assertThat(BodyDiff.of(text("a"), json("{}"))).isEmpty();
    assertThat(BodyDiff.of(json("{}"), json("[]"))).isEmpty();
  }

  @Test
  void bytesAreDumped() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("form", "bytes").put("value", "00ff" + "41".repeat(16)).put("size", 18);
    assertThat(BodyLines.of(body))
        .containsExactly(
            "0000  00 ff 41 41 41 41 41 41 41 41 41 41 41 41 41 41  ..AAAAAAAAAAAAAA",
            "0010  41 41                                            AA");
  }

  private static JsonNode json(String json) throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("form", "json").set("value", new ObjectMapper().readTree(json));
    return body;
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.objectNode().put("form", "text").put("value", text);
  }
}
