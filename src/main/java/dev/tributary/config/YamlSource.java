package dev.tributary.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A YAML file as a tree that remembers in which line each part stands, and what is wrong there. */
public final class YamlSource {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String file;
  private final List<String> problems;
  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private JsonNode root = JSON.objectNode();

  private YamlSource(String file, List<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reads a file; what is wrong with it goes to the problems, and the tree is then empty. */
  public static YamlSource read(Path path, String name, List<String> problems) {
    YamlSource source = new YamlSource(name, problems);
    try (JsonParser parser = YAML.createParser(Files.newInputStream(path))) {
      if (parser.nextToken() != null) {
        source.root = source.node(parser, "");
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      problems.add(
          name + ":" + line + ": " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      problems.add(name + ": the file cannot be read: " + e.getMessage());
    }
    return source;
  }

  /** As it is called in problems: with the folder that it stands in. */
  public static String name(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder.getFileName() == null
        ? file.getFileName().toString()
        : folder.getFileName() + "/" + file.getFileName();
  }

  public JsonNode root() {
    return root;
  }

  public String file() {
    return file;
  }

  /** Notes a problem at the place of this JSON pointer. */
  public void problem(String pointer, String text) {
    problems.add(file + ":" + line(pointer) + ": " + text);
  }

  /** The line of what this JSON pointer names, or of the nearest thing above it. */
  public int line(String pointer) {
    String at = pointer;
    while (!lines.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return lines.getOrDefault(at, 1);
  }

  /** A scalar as it was written, whatever type it was taken for: 007 is not 7. */
  public String text(String pointer) {
    return texts.getOrDefault(pointer, root.at(pointer).asText());
  }

  private JsonNode node(JsonParser parser, String pointer) throws IOException {
    lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
    JsonToken token = parser.currentToken();
    if (token.isNumeric() || token.isBoolean()) {
      texts.put(pointer, parser.getText());
    }
    return switch (token) {
      case START_OBJECT -> object(parser, pointer);
      case START_ARRAY -> array(parser, pointer);
      case VALUE_NUMBER_INT -> JSON.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> JSON.numberNode(parser.getDecimalValue());
      case VALUE_TRUE, VALUE_FALSE -> JSON.booleanNode(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> NullNode.getInstance();
      default -> JSON.textNode(parser.getText());
    };
  }

  private ObjectNode object(JsonParser parser, String pointer) throws IOException {
    ObjectNode object = JSON.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String child = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
      lines.put(child, parser.currentTokenLocation().getLineNr());
      parser.nextToken();
      object.set(name, node(parser, child));
    }
    return object;
  }

  private ArrayNode array(JsonParser parser, String pointer) throws IOException {
    ArrayNode array = JSON.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(node(parser, pointer + "/" + array.size()));
    }
    return array;
  }
}
