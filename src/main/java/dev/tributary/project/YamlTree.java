package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML file as a tree that remembers in which line each part stands. */
public final class YamlTree {
  /** What an item of a Camel file is called that is a route. */
  public static final String ROUTE = "route";

  /** What the verbs of a {@code rest} are listed under. */
  public static final Set<String> VERBS = Set.of("get", "head", "post", "put", "delete", "patch");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String file;
  private final Map<String, Integer> lines = new HashMap<>();
  private final JsonNode root;

  private final Path path;
  private final String text;

  private YamlTree(String file, Path path, String text, Node root) {
    this.file = file;
    this.path = path;
    this.text = text;
    this.root = root == null ? JSON.arrayNode() : convert(root, "");
  }

  /**
   * Reads the text as Camel will.
   *
   * @throws Found naming file and line of what is no YAML
   */
  static YamlTree parse(String text, String name, Path path) throws Found {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(name).build();
      Optional<Node> node = new Compose(settings).composeString(text);
      return new YamlTree(name, path, text, node.orElse(null));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new Found(new Finding(name, line, "this is no YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      throw new Found(new Finding(name, 0, "this is no YAML: " + e.getMessage()));
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

  /** The file as it was read, which by now may say something else. */
  public String text() {
    return text;
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
    String at = pointer;
    while (!lines.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return new Finding(file, lines.getOrDefault(at, 0), problem);
  }

  /** The first name of the object at this pointer, which for a step is what it does. */
  public String firstKey(String pointer) {
    Iterator<String> names = root.at(pointer).fieldNames();
    return names.hasNext() ? names.next() : "";
  }

  public static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private JsonNode convert(Node node, String pointer) {
    lines.putIfAbsent(pointer, line(node));
    if (node instanceof MappingNode mapping) {
      ObjectNode object = JSON.objectNode();
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        String at = child(pointer, key);
        lines.put(at, line(tuple.getKeyNode()));
        object.set(key, convert(tuple.getValueNode(), at));
      }
      return object;
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JSON.arrayNode();
      for (Node item : sequence.getValue()) {
        array.add(convert(item, pointer + "/" + array.size()));
      }
      return array;
    }
    return scalar((ScalarNode) node);
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
    try {
      if (tag.equals(Tag.INT)) {
        return JSON.numberNode(new BigInteger(text));
      }
      if (tag.equals(Tag.FLOAT)) {
        return JSON.numberNode(new BigDecimal(text));
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
