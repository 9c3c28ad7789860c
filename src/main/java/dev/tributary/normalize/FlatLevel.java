package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands side by side in one object and means something only together. */
final class FlatLevel {
  private final int firstFound;
  private Position position;
  private Map<String, JsonNode> names;
  private Map<Kind, String> unitsOf;
  private String valueName;
  private JsonNode value;
  private String unitName;
  private JsonNode unit;

  FlatLevel(int firstFound) {
    this.firstFound = firstFound;
  }

  void part(String name, JsonNode node) {
    makePosition().part(name, node);
  }

  void beside(Measurement measurement) {
    makePosition().beside(measurement);
  }

  Position position() {
    return position;
  }

  void name(String field, JsonNode node) {
    if (names == null) {
      names = new LinkedHashMap<>(4);
    }
    names.put(field, node);
  }

  void value(String field, JsonNode node) {
    valueName = field;
    value = node;
  }

  void unit(String field, JsonNode node) {
    unitName = field;
    unit = node;
  }

  void unitOf(Kind kind, JsonNode node) {
    if (node.isTextual()) {
      if (unitsOf == null) {
        unitsOf = new HashMap<>(4);
      }
      unitsOf.put(kind, node.textValue());
    }
  }

  boolean hasNamesOrValue() {
    return names != null || value != null || unit != null;
  }

  String valueName() {
    return valueName;
  }

  JsonNode value() {
    return value;
  }

  String unit() {
    return unit != null && unit.isTextual() ? unit.textValue() : null;
  }

  /** The kind that one of the names names, or null. */
  Field kindNamed(Kinds kinds) {
    if (names != null) {
      for (JsonNode name : names.values()) {
        Field field = name.isTextual() ? kinds.field(name.textValue()) : Field.OTHER;
        if (field.role() == Field.Role.OTHER && name.isTextual()) {
          field = kinds.guess(name.textValue());
        }
        if (field.role() == Field.Role.KIND) {
          return field;
        }
      }
    }
    return null;
  }

  /** All of it, as it names no kind. */
  void addTo(Attributes attributes) {
    if (names != null) {
      names.forEach(attributes::addAll);
    }
    if (value != null && value.isValueNode()) {
      attributes.add(valueName, value);
    }
    if (unit != null && unit.isValueNode()) {
      attributes.add(unitName, unit);
    }
  }

  /** The names that name no kind. */
  void addNamesTo(Attributes attributes, Kinds kinds) {
    if (names != null) {
      for (Map.Entry<String, JsonNode> name : names.entrySet()) {
        JsonNode node = name.getValue();
        if (!node.isTextual() || kinds.field(node.textValue()).role() != Field.Role.KIND) {
          attributes.addAll(name.getKey(), node);
        }
      }
    }
  }

  /** Gives the measurements of this object the units that stand beside them. */
  void nameUnits(List<Measurement> found) {
    if (unitsOf == null && unit() == null) {
      return;
    }
    for (int i = firstFound; i < found.size(); i++) {
      Measurement measurement = found.get(i);
      String own = unitsOf == null ? null : unitsOf.get(measurement.kind());
      if (own != null) {
        found.set(i, measurement.in(own));
      } else if (unit() != null && value == null && measurement.unitName() == null) {
        Quantity quantity = measurement.kind().quantity();
        if (quantity != null && quantity.find(unit()) != null) {
          found.set(i, measurement.in(unit()));
        }
      }
    }
  }

  private Position makePosition() {
    if (position == null) {
      position = new Position();
    }
    return position;
  }
}
