package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a reading holds beside its measurements, within limits; what exceeds them is counted. */
final class Attributes {
  static final int MOST = 32;
  static final int MOST_BYTES = 4096;
  private static final int LONGEST_NUMBER = 40;

  private final Map<String, Object> values = new LinkedHashMap<>(8);
  private int bytes;
  private int ignored;

  /** Takes a scalar; null is no attribute. */
  void add(String name, JsonNode scalar) {
    if (scalar.isNull() || scalar.isMissingNode()) {
      return;
    }
    Object value = value(scalar);
    if (value == null) {
      ignored++;
    } else {
      put(name, value);
    }
  }

  void put(String name, Object value) {
    int size = size(name) + size(value);
    if (values.size() >= MOST || bytes + size > MOST_BYTES || values.containsKey(name)) {
      ignored++;
      return;
    }
    bytes += size;
    values.put(name, value);
  }

  void putAll(Attributes more) {
    more.values.forEach(this::put);
  }

  void ignore() {
    ignored++;
  }

  /** About how large they are in an event. */
  int bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  int ignored() {
    return ignored;
  }

  Map<String, Object> values() {
    return values;
  }

  /** All scalars of an object, those of objects inside under {@code outer.inner}. */
  void addAll(String prefix, JsonNode node) {
    if (prefix.length() > MOST_BYTES - bytes) {
      ignored++;
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        if (values.size() >= MOST) {
          ignored++;
        } else {
          addAll(prefix + "." + member.getKey(), member.getValue());
        }
      }
    } else if (node.isArray()) {
      ignored++;
    } else {
      add(prefix, node);
    }
  }

  private static Object value(JsonNode scalar) {
    if (scalar.isTextual()) {
      return scalar.textValue();
    }
    if (scalar.isBoolean()) {
      return scalar.booleanValue();
    }
    if (scalar instanceof NumericNode number && !number.isNaN()) {
      Number value = number.numberValue();
      return number.isInt() || number.isLong() || value.toString().length() <= LONGEST_NUMBER
          ? value
          : null;
    }
    return null;
  }

  private static int size(Object value) {
    return value instanceof String text ? Utf8.lengthInJson(text) : 16;
  }
}
