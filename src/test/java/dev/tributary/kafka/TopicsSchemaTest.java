package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.check.EditorSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors say of topics.yaml, and what its reader says. */
class TopicsSchemaTest {
  @TempDir private Path folder;

  @Test
  void knowsTheKeysThatTheReaderKnows() throws IOException {
    assertThat(new EditorSchema("topics").keys("/additionalProperties")).isEqualTo(TopicPlan.KEYS);
  }

  @Test
  void acceptsTheShippedFile() throws IOException {
    String shipped = Files.readString(Path.of("routes/topics.yaml"));

    assertThat(new EditorSchema("topics").problems(shipped)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[raw]",
        "raw: { partition: 3 }",
        "raw: { partitions: 0 }",
        "raw: { partitions: many }",
        "raw: { replication: -1 }",
      })
  void refusesWhatTheReaderRefuses(String yaml) throws IOException {
    assertThat(new EditorSchema("topics").problems(yaml)).isNotEmpty();
    Path file = Files.writeString(folder.resolve("topics.yaml"), yaml);
    assertThatThrownBy(() -> TopicPlan.read(file, "iot"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
