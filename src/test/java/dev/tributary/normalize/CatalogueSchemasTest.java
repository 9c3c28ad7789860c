package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.EditorSchema;
import dev.tributary.config.YamlSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors say of kinds.yaml and shapes.yaml, and what their readers say. */
class CatalogueSchemasTest {
  private static final String KIND = "/properties/kinds/additionalProperties";

  @TempDir private Path folder;
  private final EditorSchema kinds = schema("kinds");
  private final EditorSchema shapes = schema("shapes");

  @Test
  void knowsTheKeysThatTheReaderKnows() {
    assertThat(kinds.keys("")).isEqualTo(KindsFile.SECTIONS);
    assertThat(kinds.keys(KIND)).isEqualTo(KindsFile.KIND_KEYS);
    assertThat(kinds.keys("/properties/fields")).isEqualTo(KindsFile.FIELD_KEYS);
    assertThat(kinds.keys("/properties/quantities/additionalProperties/additionalProperties"))
        .isEqualTo(Quantities.UNIT_KEYS);
    assertThat(kinds.words(KIND + "/properties/group")).isEqualTo(KindsFile.GROUPS);
    assertThat(kinds.words(KIND + "/properties/type"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Kind.Type.values())
                .map(type -> type.name().toLowerCase(Locale.ROOT))
                .toList());
    assertThat(shapes.keys("/items")).isEqualTo(Shapes.KEYS);
  }

  @Test
  void acceptsTheShippedFiles() throws IOException {
    assertThat(kinds.problems(Files.readString(Path.of("routes/kinds.yaml")))).isEmpty();
    assertThat(shapes.problems(Files.readString(Path.of("routes/shapes.yaml")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kinds: {}",
        "kind: { a: { group: sensor } }",
        "kinds: { a: { grup: sensor } }",
        "kinds: { a: { group: sensors } }",
        "kinds: { Temp: { group: sensor } }",
        "kinds: { a: { group: sensor, type: integer } }",
        "kinds: { a: { group: sensor, possible: 5 } }",
        "kinds: { a: { group: sensor, possible: [1, 2, 3] } }",
        "kinds: { a: { group: sensor, plausible: [low, high] } }",
        "kinds: { a: { group: sensor, topic: \"a b\" } }",
        "kinds: { a: { group: sensor, instead: [{ from: [1, 2] }] } }",
        "{ quantities: { t: { Cel: { name: [C] } } }, kinds: { a: { group: sensor } } }",
        "{ quantities: { t: { Cel: {}, K: { add: much } } }, kinds: { a: { group: sensor } } }",
        "{ fields: { times: [t] }, kinds: { a: { group: sensor } } }",
        "{ fields: { other: [t] }, kinds: { a: { group: sensor } } }",
      })
  void refusesWhatTheReaderOfKindsRefuses(String yaml) throws IOException {
    assertThat(kinds.problems(yaml)).isNotEmpty();
    assertThat(read("kinds.yaml", yaml)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{ has: [a] }]",
        "[{ shape: x }]",
        "[{ shape: x, has: [] }]",
        "[{ shape: x, has: [a], hasnot: [b] }]",
      })
  void refusesWhatTheReaderOfShapesRefuses(String yaml) throws IOException {
    assertThat(shapes.problems(yaml)).isNotEmpty();
    assertThat(read("shapes.yaml", yaml)).isNotEmpty();
  }

  private List<String> read(String name, String yaml) throws IOException {
    List<String> problems = new ArrayList<>();
    Path file = Files.writeString(folder.resolve(name), yaml);
    YamlSource source = YamlSource.read(file, name, problems);
    if (name.startsWith("kinds")) {
      KindsFile.read(source);
    } else {
      Shapes.read(source);
    }
    return problems;
  }

  private static EditorSchema schema(String name) {
    try {
      return new EditorSchema(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
