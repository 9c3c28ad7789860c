package dev.tributary.edits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An edit of the shipped routes that a list describes.
 *
 * @param answer what a whole message is answered then, where the list says so
 */
record NamedEdit(String name, String answer, JsonNode edits) {
  /** The list of this name in {@code src/test/resources/edits}. */
  static List<NamedEdit> list(String name) throws IOException {
    Path file = Path.of("src/test/resources/edits", name);
    List<String> problems = new ArrayList<>();
    JsonNode list = YamlSource.read(file, file.toString(), problems).root();
    assertThat(problems).isEmpty();
    List<NamedEdit> edits = new ArrayList<>();
    for (JsonNode one : list) {
      edits.add(
          new NamedEdit(one.path("name").asText(), one.path("answer").asText(), one.path("edits")));
    }
    return edits;
  }

  /** Makes the edits in a folder that holds the shipped routes. */
  void apply(Path folder) throws IOException {
    for (JsonNode edit : edits) {
      Path file = folder.resolve(edit.path("file").asText());
      if (edit.has("add")) {
        Files.writeString(file, edit.path("add").asText());
        continue;
      }
      String before = Files.readString(file);
      String found = edit.path("find").asText();
      assertThat(before).contains(found);
      Files.write(file, before.replace(found, edit.path("replace").asText()).getBytes(UTF_8));
    }
  }

  /** Undoes them. */
  void undo(Path folder) throws IOException {
    for (JsonNode edit : edits) {
      String file = edit.path("file").asText();
      if (edit.has("add")) {
        Files.delete(folder.resolve(file));
      } else {
        Files.writeString(folder.resolve(file), Files.readString(Path.of("routes", file)));
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
