package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.EditorSchema;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors say of cases, and what their reader says. */
class CasesSchemaTest {
  private static final String EXPECTED = "/items/properties/expected";
  private static final String DEAD_LETTER = EXPECTED + "/properties/dead-letters/items";

  @TempDir private Path folder;

  @Test
  void knowsTheKeysThatTheReaderKnows() throws IOException {
    EditorSchema schema = new EditorSchema("cases");

    assertThat(schema.keys("/items"))
        .containsExactlyInAnyOrderElementsOf(both(CaseReader.CASE, CaseReader.OUTGOING));
    assertThat(schema.keys("/definitions/record"))
        .containsExactlyInAnyOrderElementsOf(OutgoingReader.RECORD);
    assertThat(schema.keys("/items/properties/answers/items"))
        .containsExactlyInAnyOrderElementsOf(OutgoingReader.ANSWER);
    assertThat(schema.keys(EXPECTED + "/properties/requests/items"))
        .containsExactlyInAnyOrderElementsOf(OutgoingReader.REQUEST);
    assertThat(schema.keys(EXPECTED + "/properties/undelivered/items"))
        .containsExactlyInAnyOrderElementsOf(OutgoingReader.UNDELIVERED);
    assertThat(schema.keys("/definitions/message"))
        .containsExactlyInAnyOrderElementsOf(MessageReader.KEYS);
    assertThat(schema.keys(EXPECTED))
        .containsExactlyInAnyOrderElementsOf(both(CaseReader.EXPECTED, OutgoingReader.EXPECTED));
    assertThat(schema.keys(EXPECTED + "/properties/records/items"))
        .containsExactlyInAnyOrderElementsOf(CaseReader.RECORD);
    assertThat(schema.keys(DEAD_LETTER))
        .containsExactlyInAnyOrderElementsOf(CaseReader.DEAD_LETTER);
    assertThat(schema.words("/definitions/message/properties/protocol"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Protocol.values()).map(Protocol::word).toList());
    List<String> reasons = Arrays.stream(Reason.values()).map(Reason::word).toList();
    assertThat(schema.words(DEAD_LETTER + "/properties/reason")).isEqualTo(new TreeSet<>(reasons));
    assertThat(schema.words(EXPECTED + "/properties/answer/anyOf/0"))
        .containsAll(reasons)
        .contains("stored")
        .hasSize(reasons.size() + 1);
  }

  private static Set<String> both(List<String> some, List<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  @Test
  void acceptsTheShippedFiles() throws IOException {
    EditorSchema schema = new EditorSchema("cases");
    try (Stream<Path> files = Files.list(Path.of("routes/cases"))) {
      List<Path> all = files.toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        assertThat(schema.problems(Files.readString(file))).as(file.toString()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: x",
        "[5]",
        "[{ sent: {}, expected: {} }]",
        "[{ name: x, expected: {} }]",
        "[{ name: x, sent: {} }]",
        "[{ name: x, send: {}, expected: {} }]",
        "[{ name: x, sent: { topic: a }, expected: {} }]",
        "[{ name: x, sent: { protocol: amqp }, expected: {} }]",
        "[{ name: x, sent: { text: a, json: 5 }, expected: {} }]",
        "[{ name: x, sent: { retained: maybe }, expected: {} }]",
        "[{ name: x, sent: { properties: [a] }, expected: {} }]",
        "[{ name: x, sent: {}, expected: { answer: published } }]",
        "[{ name: x, sent: {}, expected: { records: { topic: a } } }]",
        "[{ name: x, sent: {}, expected: { records: [{ topics: a }] } }]",
        "[{ name: x, sent: {}, expected: { records: [{ partition: -1 }] } }]",
        "[{ name: x, sent: {}, expected: { dead-letters: [{ reason: bad }] } }]",
      })
  void refusesWhatTheReaderRefuses(String yaml) throws IOException {
    assertThat(new EditorSchema("cases").problems(yaml)).isNotEmpty();
    Path file = Files.writeString(folder.resolve("some.yaml"), yaml);
    CaseReader reader =
        new CaseReader(AddressTemplates.parse(List.of("devices/{device}/telemetry")), null);
    assertThat(reader.read(file, "some.yaml").problems()).isNotEmpty();
  }
}
