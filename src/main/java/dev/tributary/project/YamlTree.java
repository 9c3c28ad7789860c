package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.FailureSentence;
import dev.tributary.config.Place;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML file as a tree that remembers in which line each part stands. */
public final class YamlTree {
  /** How long an address may be with its parameters. */
  public static final int ENDPOINT_LENGTH = YamlBounds.ENDPOINT_LENGTH;

  /** What an item of a Camel file is called that is a route. */
  public static final String ROUTE = "route";

  /** What an item is called that makes a route from a template. */
  public static final String MADE = "templatedRoute";

  /** What an item is called that is a template. */
  public static final String TEMPLATE = "routeTemplate";

  /** How the name of a Camel file ends. */
  static final String SUFFIX = ".camel.yaml";

  /** What the verbs of a {@code rest} are listed under. */
  public static final Set<String> VERBS = Set.of("get", "head", "post", "put", "delete", "patch");

  /** What is longer, or has a greater exponent, is no number that a route means. */
  private static final int NUMBER_LENGTH = 100;

  /** Where Camel takes a text for an address, which it searches in quadratic time. */
  private static final Set<String> ENDPOINTS =
      Set.of(
          "uri",
          "from",
          "to",
          "toD",
          "wireTap",
          "poll",
          "deadLetterUri",
          "interceptSendToEndpoint",
          "parameters");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String file;
  private final JsonNode root;
  private final Place place;

  private final Path path;
  private final String text;

  private YamlTree(String file, Path path, String text, Node root) throws Found {
    this.file = file;
    this.path = path;
    this.place = new Place(root == null ? 1 : line(root));
    this.root = root == null ? JSON.arrayNode() : convert(root, place, false);
    String base = String.valueOf(path.getFileName()).replace(SUFFIX, "");
    boolean named = this.root instanceof ArrayNode items && RouteNames.give(items, place, base);
    this.text = named ? YamlText.of(this.root, place, "") : text;
  }

  /**
   * Reads the text as Camel will.
   *
   * @throws Found naming file and line of what is no YAML, or more than a route can be
   */
  static YamlTree parse(String text, String name, Path path) throws Found {
    LoadSettings settings = LoadSettings.builder().setLabel(name).build();
    try {
      YamlBounds.check(new Parse(settings).parseString(text), name);
      Optional<Node> node = new Compose(settings).composeString(text);
      return new YamlTree(name, path, text, node.orElse(null));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new Found(new Finding(name, line, "this is no YAML: " + e.getProblem()));
    } catch (RuntimeException e) {
      throw new Found(new Finding(name, 0, "this is no YAML: " + FailureSentence.of(e)));
    }
  }

  /** Why a file could not be read. */
  static final class Found extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    Found(Finding finding) {
      super(finding.toString());
      this.finding = finding;
    }

    public Finding finding() {
      return finding;
    }
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /**
   * The file as it was read, which may have changed since. Where a route had no id, it has one
   * here, and each part stands in its line.
   */
  public String text() {
    return text;
  }

  /** A part of the file as YAML, each part of it in its line. */
  public String text(JsonNode part, String pointer) {
    return YamlText.of(part, place, pointer);
  }

  public String file() {
    return file;
  }

  public JsonNode root() {
    return root;
  }

  /** Whether there is nothing but routes in a Camel file. */
  public boolean isRoutesOnly() {
    for (JsonNode item : root) {
      if (!isRoute(item)) {
        return false;
      }
    }
    return true;
  }

  static boolean isRoute(JsonNode item) {
    return item.size() == 1 && item.has(ROUTE);
  }

  /** A finding at the place that this JSON pointer names, or at the nearest place above it. */
  public Finding finding(String pointer, String problem) {
    return new Finding(file, place.nearest(pointer).line(), problem);
  }

  /** The first name of the object at this pointer, which for a step is what it does. */
  public String firstKey(String pointer) {
    Iterator<String> names = root.at(pointer).fieldNames();
    return names.hasNext() ? names.next() : "";
  }

  /** Whether Camel takes what stands under this name for an address. */
  public static boolean isEndpoint(String name) {
    return ENDPOINTS.contains(name);
  }

  public static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /**
   * @param step whether it is an item of a list, which a single name identifies
   */
  private JsonNode convert(Node node, Place place, boolean step) throws Found {
    if (node instanceof MappingNode mapping) {
      ObjectNode object = JSON.objectNode();
      for (NodeTuple tuple : mapping.getValue()) {
        String key = key(tuple, step);
        Place inner = new Place(line(tuple.getKeyNode()));
        require(key.length(), YamlBounds.KEY_LENGTH, "a key", inner);
        if (ENDPOINTS.contains(key)) {
          require(length(tuple.getValueNode()), YamlBounds.ENDPOINT_LENGTH, key, inner);
        }
        if (object.has(key)) {
          throw new Found(
              new Finding(file, inner.line(), "\"%s\" stands here twice".formatted(key)));
        }
        place.member(key, inner);
        object.set(key, convert(tuple.getValueNode(), inner, false));
      }
      return object;
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JSON.arrayNode();
      for (Node item : sequence.getValue()) {
        Place inner = new Place(line(item));
        place.item(inner);
        boolean single = item instanceof MappingNode mapping && mapping.getValue().size() == 1;
        array.add(convert(item, inner, single));
      }
      return array;
    }
    return scalar((ScalarNode) node);
  }

  /** As Camel takes it: options may be written with dashes, steps not. */
  private static String key(NodeTuple tuple, boolean step) {
    String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
    return step ? key : StringHelper.dashToCamelCase(key);
  }

  private void require(long length, int most, String what, Place at) throws Found {
    if (length > most) {
      throw new Found(
          new Finding(file, at.line(), "%s must have at most %d characters".formatted(what, most)));
    }
  }

  /** Of a text, or of all texts in an object of them. */
  private static long length(Node node) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .mapToLong(tuple -> 1 + length(tuple.getKeyNode()) + length(tuple.getValueNode()))
          .sum();
    }
    return node instanceof ScalarNode scalar ? scalar.getValue().length() : 0;
  }

  private static JsonNode scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(Boolean.parseBoolean(text));
    }
    if (text.length() > NUMBER_LENGTH) {
      return JSON.textNode(text);
    }
    try {
      if (tag.equals(Tag.INT)) {
        return JSON.numberNode(new BigInteger(text));
      }
      if (tag.equals(Tag.FLOAT)) {
        BigDecimal value = new BigDecimal(text);
        return Math.abs((long) value.scale()) > NUMBER_LENGTH
            ? JSON.textNode(text)
            : JSON.numberNode(value);
      }
    } catch (NumberFormatException e) {
      return JSON.textNode(text);
    }
    return JSON.textNode(text);
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
