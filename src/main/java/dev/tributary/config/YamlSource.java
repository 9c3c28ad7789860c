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
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A YAML file as a tree that remembers in which line each part stands, and what is wrong there. */
public final class YamlSource {
  static final int DEPTH = 100;
  static final int VALUES = 100_000;
  static final int KEY_LENGTH = 500;
  static final int EXPONENT = 1000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String file;
  private final List<String> problems;
  private JsonNode root = JSON.objectNode();
  private Place place = new Place(1);
  private int values;

  private YamlSource(String file, List<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** What a file may not hold, although YAML has it. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(JsonParser parser, String rule) {
      super("%d: %s".formatted(line(parser), rule));
    }
  }

  /** Reads a file; what is wrong with it goes to the problems, and the tree is then empty. */
  public static YamlSource read(Path path, String name, List<String> problems) {
    try {
      return parse(OperatorFile.text(path, OperatorFile.DATA), name, problems);
    } catch (OperatorFile.Unreadable e) {
      problems.add(e.of(name));
      return new YamlSource(name, problems);
    }
  }

  /** The same for the text of a file. */
  public static YamlSource parse(String text, String name, List<String> problems) {
    YamlSource source = new YamlSource(name, problems);
    try (JsonParser parser = YAML.createParser(text)) {
      if (parser.nextToken() != null) {
        Place place = new Place(line(parser));
        JsonNode root = source.node(parser, place, 0);
        if (parser.nextToken() != null) {
          throw new Refused(parser, "a file must be one document but another begins here");
        }
        source.root = root;
        source.place = place;
      }
    } catch (Refused e) {
      problems.add(name + ":" + e.getMessage());
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      problems.add(
          name + ":" + line + ": " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException | RuntimeException e) {
      problems.add(name + ": this is no YAML: " + FailureSentence.of(e));
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

  /**
   * Notes a problem at each key that is not among those that are known.
   *
   * @param pointer of the object
   * @param text what is wrong with such a key
   */
  public void unknownKeys(
      String pointer, JsonNode object, Set<String> known, UnaryOperator<String> text) {
    object
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problem(pointer + "/" + key, text.apply(key));
              }
            });
  }

  /** The line of what this JSON pointer names, or of the nearest thing above it. */
  public int line(String pointer) {
    return place.nearest(pointer).line();
  }

  /** A scalar as it was written, whatever type it was taken for: 007 is not 7. */
  public String text(String pointer) {
    String text = place.text(pointer);
    return text == null ? root.at(pointer).asText() : text;
  }

  /** How many values there are. */
  public int size() {
    return values;
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private Place place(JsonParser parser, int line) throws IOException {
    JsonToken token = parser.currentToken();
    boolean typed = token.isNumeric() || token.isBoolean();
    return typed ? new Place(line, parser.getText()) : new Place(line);
  }

  private JsonNode node(JsonParser parser, Place place, int depth) throws IOException {
    if (depth > DEPTH) {
      throw new Refused(parser, "must be nested at most %d deep".formatted(DEPTH));
    }
    if (++values > VALUES) {
      throw new Refused(parser, "must have at most %d values".formatted(VALUES));
    }
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw new Refused(
          parser,
          "an alias cannot be read here: write what *%s stands for".formatted(parser.getText()));
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, place, depth);
      case START_ARRAY -> array(parser, place, depth);
      case VALUE_NUMBER_INT -> JSON.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> fraction(parser);
      case VALUE_TRUE, VALUE_FALSE ->
          JSON.booleanNode(parser.currentToken() == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> NullNode.getInstance();
      default -> JSON.textNode(parser.getText());
    };
  }

  /** Read as a whole number, it would have as many digits as the exponent demands. */
  private static JsonNode fraction(JsonParser parser) throws IOException {
    BigDecimal value;
    try {
      value = parser.getDecimalValue();
    } catch (NumberFormatException e) {
      return JSON.textNode(parser.getText());
    }
    if (Math.abs((long) value.scale()) > EXPONENT) {
      throw new Refused(parser, "a number must have an exponent of at most %d".formatted(EXPONENT));
    }
    return JSON.numberNode(value);
  }

  private ObjectNode object(JsonParser parser, Place place, int depth) throws IOException {
    ObjectNode object = JSON.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int line = line(parser);
      if (name.length() > KEY_LENGTH) {
        throw new Refused(parser, "a key must have at most %d characters".formatted(KEY_LENGTH));
      }
      parser.nextToken();
      Place inner = place(parser, line);
      place.member(name, inner);
      object.set(name, node(parser, inner, depth + 1));
    }
    return object;
  }

  private ArrayNode array(JsonParser parser, Place place, int depth) throws IOException {
    ArrayNode array = JSON.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Place inner = place(parser, line(parser));
      place.item(inner);
      array.add(node(parser, inner, depth + 1));
    }
    return array;
  }
}
