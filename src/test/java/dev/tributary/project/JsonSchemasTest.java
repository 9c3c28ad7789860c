package dev.tributary.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import dev.tributary.project.JsonSchemas.Unusable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JsonSchemasTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A list of lists; the same by an anchor, and by the addresses of both. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'array','items':{'$ref':'#'}}",
        "{'$anchor':'list','type':'array','items':{'$ref':'#list'}}",
        "{'$id':'https://acme.example/list','type':'array','items':{'$ref':'list'}}",
        "{'$ref':'#/$defs/a%20list',"
            + "'$defs':{'a list':{'type':'array','items':{'$ref':'#/$defs/a%20list'}}}}",
        "{'$id':'https://acme.example/all','$ref':'inner','$defs':{'x':{'$id':'inner','$ref':'#/$defs/y',"
            + "'$defs':{'y':{'type':'array','items':{'$ref':'#'}}}}}}"
      })
  void takeASchemaThatRefersToItselfForTheParts(String text) throws Exception {
    JsonSchema schema = compile(text);
    assertThat(fits(schema, "[[],[[]]]")).isTrue();
    assertThat(fits(schema, "[[],[[1]]]")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'#'}",
        "{'allOf':[{'$ref':'#'}]}",
        "{'properties':{'a':{'$ref':'#/properties/a'}}}",
        "{'$defs':{'a':{'not':{'$ref':'#/$defs/b'}},'b':{'if':{'$ref':'#/$defs/a'}}},"
            + "'$ref':'#/$defs/a'}"
      })
  void refuseASchemaThatRefersToItselfForTheSameValue(String text) {
    assertUnusable(text, "it refers to itself for the same value, without end");
  }

  @Test
  void refuseAChainOfReferencesWithoutMeasure() {
    String chain = defs(5000, "{'$ref':'#/$defs/a%1$d'}");
    assertUnusable(chain, "its references are more than 200 deep");
  }

  @Test
  void refuseReferencesThatMultiply() {
    String many = defs(40, "{'allOf':[{'$ref':'#/$defs/a%1$d'},{'$ref':'#/$defs/a%1$d'}]}");
    assertUnusable(
        many, "it compares one value with more than 10000 schemas, references written out");
  }

  @Test
  void compileLittleOfASchemaWhosePartsMultiply() throws Exception {
    JsonSchema schema =
        compile(
            defs(40, "{'properties':{'x':{'$ref':'#/$defs/a%1$d'},'y':{'$ref':'#/$defs/a%1$d'}}}"));
    assertThat(fits(schema, "{'x':{'y':{'x':1}}}")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'#/nowhere'}",
        "{'$ref':'#nowhere'}",
        "{'$ref':'other.schema.json'}",
        "{'$ref':'http://127.0.0.1:1/x'}",
        "{'$ref':'file:/etc/passwd'}"
      })
  void refuseReferencesToWhatIsNotThere(String text) {
    assertUnusable(text, "\"$ref\" must lead to a schema in this file but is ");
  }

  @Test
  void fetchNothing() {
    assertUnusable("{'$schema':'http://127.0.0.1:1/x'}", "nothing is fetched");
    assertUnusable("{'$schema':'file:/dev/zero'}", "nothing is fetched");
  }

  @Test
  void refuseWhatIsNestedWithoutMeasure() {
    assertThatThrownBy(() -> compile("{'not':".repeat(5000) + "{}" + "}".repeat(5000)))
        .isInstanceOf(Unusable.class)
        .hasMessageStartingWith("this is no JSON: ")
        .hasMessageContaining("nesting depth");
  }

  @ParameterizedTest
  @ValueSource(strings = {"^(a+)+$", "^(a|aa)+$", "(.*a){5}$", "^(?:a|b)*$"})
  void giveUpAPatternThatTakesForEver(String pattern) throws Exception {
    JsonSchema schema = compile("{'pattern':'%s'}".formatted(pattern));
    assertThat(fits(schema, "'" + "a".repeat(30) + "'")).isTrue();
    String text = "'" + "a".repeat(100_000) + "!'";
    assertThatThrownBy(() -> fits(schema, text))
        .isInstanceOf(BoundedText.TooSlow.class)
        .hasMessage("the pattern %s needs too long for a text".formatted(pattern));
  }

  /**
   * A chain of schemas.
   *
   * @param link what each is, with the number of the next
   */
  private static String defs(int count, String link) {
    String links =
        IntStream.range(0, count)
            .mapToObj(i -> "'a%d':%s".formatted(i, link.formatted(i + 1)))
            .collect(Collectors.joining(","));
    return "{'$ref':'#/$defs/a0','$defs':{'a%d':{},%s}}".formatted(count, links);
  }

  private static void assertUnusable(String text, String why) {
    assertThatThrownBy(() -> compile(text))
        .isInstanceOf(Unusable.class)
        .hasMessageStartingWith("this is no JSON Schema: " + why);
  }

  private static JsonSchema compile(String text) throws Unusable {
    return JsonSchemas.compile(text.replace('\'', '"'));
  }

  private static boolean fits(JsonSchema schema, String value) throws JsonProcessingException {
    return schema.validate(JSON.readTree(value.replace('\'', '"'))).isEmpty();
  }
}
