package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.YamlSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which family of devices wrote a payload, by the fields that only it has: shapes.yaml. */
final class Shapes {
  static final String FLAT = "flat";
  static final String SENML = "senml";

  static final Set<String> KEYS = Set.of("shape", "list", "has", "has-not", "where", "uplink");

  private static final Shape FLAT_SHAPE = named(FLAT);
  private static final Shape SENML_SHAPE = named(SENML);

  private final Map<String, List<Shape>> byFirstField;

  /** Of lists of such objects. */
  private final Map<String, List<Shape>> ofLists;

  private Shapes(Map<String, List<Shape>> byFirstField, Map<String, List<Shape>> ofLists) {
    this.byFirstField = byFirstField;
    this.ofLists = ofLists;
  }

  /**
   * One entry of the file.
   *
   * @param has fields that must be there, as JSON pointers
   * @param where texts with which fields must begin
   * @param uplink where a message of a LoRaWAN server has what the device sent, or null
   */
  record Shape(
      String name,
      List<String> has,
      List<String> hasNot,
      Map<String, String> where,
      Uplink uplink) {
    boolean fits(JsonNode object) {
      for (String pointer : has) {
        if (object.at(pointer).isMissingNode()) {
          return false;
        }
      }
      for (String pointer : hasNot) {
        if (!object.at(pointer).isMissingNode()) {
          return false;
        }
      }
      for (Map.Entry<String, String> field : where.entrySet()) {
        if (!object.at(field.getKey()).asText().startsWith(field.getValue())) {
          return false;
        }
      }
      return true;
    }
  }

  private static Shape named(String name) {
    return new Shape(name, List.of(), List.of(), Map.of(), null);
  }

  static Shapes read(YamlSource source) {
    Map<String, List<Shape>> shapes = new HashMap<>();
    Map<String, List<Shape>> ofLists = new HashMap<>();
    int index = 0;
    for (JsonNode node : source.root()) {
      String at = "/" + index++;
      source.unknownKeys(
          at,
          node,
          KEYS,
          key -> "a shape has shape, list, has, has-not, where and uplink but no \"" + key + "\"");
      List<String> has = KindsFile.texts(node.path("has"));
      if (!node.path("shape").isTextual() || has.isEmpty()) {
        source.problem(at, "a shape needs a name (shape) and at least one field (has)");
        continue;
      }
      Map<String, String> where = new HashMap<>();
      for (Map.Entry<String, JsonNode> field : node.path("where").properties()) {
        where.put(pointer(field.getKey()), field.getValue().asText());
      }
      Shape shape =
          new Shape(
              node.get("shape").asText(),
              has.stream().map(Shapes::pointer).toList(),
              KindsFile.texts(node.path("has-not")).stream().map(Shapes::pointer).toList(),
              where,
              Uplink.read(node.path("uplink"), at + "/uplink", source));
      String first = has.get(0).split("/", 2)[0];
      shapes.computeIfAbsent(first, name -> new ArrayList<>()).add(shape);
      if (node.path("list").asBoolean()) {
        ofLists.computeIfAbsent(first, name -> new ArrayList<>()).add(shape);
      }
    }
    return new Shapes(shapes, ofLists);
  }

  private static String pointer(String path) {
    return "/" + path;
  }

  /** Whether an entry says where uplinks have their ports. */
  boolean hasUplinks() {
    return byFirstField.values().stream()
        .flatMap(List::stream)
        .anyMatch(shape -> shape.uplink() != null);
  }

  Shape of(JsonNode payload) {
    if (payload.isArray()) {
      return SenmlMapping.looksLike(payload) ? SENML_SHAPE : of(payload.path(0), ofLists);
    }
    return of(payload, byFirstField);
  }

  private static Shape of(JsonNode payload, Map<String, List<Shape>> shapes) {
    for (Map.Entry<String, JsonNode> member : payload.properties()) {
      List<Shape> candidates = shapes.get(member.getKey());
      if (candidates != null) {
        for (Shape shape : candidates) {
          if (shape.fits(payload)) {
            return shape;
          }
        }
      }
    }
    return FLAT_SHAPE;
  }
}
