package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A schema that editors are given, asked as an editor asks it. */
public final class EditorSchema {
  private static final Path FOLDER = Path.of("routes", "schemas", "editor");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final JsonNode source;

  public EditorSchema(String name) throws IOException {
    this.source = new ObjectMapper().readTree(FOLDER.resolve(name + ".schema.json").toFile());
  }

  /** What an editor would underline. */
  public List<String> problems(String yaml) throws IOException {
    return JsonSchemaFactory.getInstance(VersionFlag.V7)
        .getSchema(source)
        .validate(read(yaml))
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  /** A file of nothing but comments is null for an editor, and nothing at all for Jackson. */
  private static JsonNode read(String yaml) throws IOException {
    JsonNode read = YAML.readTree(yaml);
    return read.isMissingNode() ? NullNode.getInstance() : read;
  }

  /** The names that it completes at this place. */
  public Set<String> keys(String pointer) {
    Set<String> keys = new TreeSet<>();
    source.at(pointer + "/properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** The words that it completes at this place. */
  public Set<String> words(String pointer) {
    Set<String> words = new TreeSet<>();
    source.at(pointer + "/enum").forEach(word -> words.add(word.asText()));
    return words;
  }
}
