package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Values at fixed places of a payload.
 *
 * @param length that a payload must have, or 0 for any
 */
record BinaryLayout(List<LayoutField> fields, int length) implements PayloadFormat {
  /** A wrapper of kinds.yaml: what is in it is measured. */
  private static final String MEASUREMENTS = "measurements";

  @Override
  public JsonNode read(byte[] payload, Map<String, String> message) throws MalformedPayload {
    if (length > 0 && payload.length != length) {
      throw new MalformedPayload(
          "the payload must have %d bytes but has %d".formatted(length, payload.length));
    }
    ObjectNode values = Numbers.NODES.objectNode();
    ArrayNode measurements = Numbers.NODES.arrayNode();
    for (LayoutField field : fields) {
      if (payload.length < field.end()) {
        if (field.optional()) {
          continue;
        }
        throw new MalformedPayload(
            "field %s needs bytes %d to %d but the payload has only %d"
                .formatted(field.name(), field.offset(), field.end() - 1, payload.length));
      }
      JsonNode value = field.read(payload);
      if (value != null) {
        put(field.name(), field.kind(), field.unit(), value, values, measurements);
      }
    }
    return together(values, measurements);
  }

  /** A value by its name, or as a measurement of a kind, whose channel its name is. */
  static void put(
      String name,
      String kind,
      String unit,
      JsonNode value,
      ObjectNode values,
      ArrayNode measurements) {
    if (kind != null) {
      ObjectNode measurement = measurements.addObject();
      measurement.put("kind", kind);
      measurement.set("value", value);
      if (unit != null) {
        measurement.put("unit", unit);
      }
      if (!name.equals(kind)) {
        measurement.put("channel", name);
      }
    } else if (unit != null) {
      values.putObject(name).put("unit", unit).set("value", value);
    } else {
      values.set(name, value);
    }
  }

  static ObjectNode together(ObjectNode values, ArrayNode measurements) {
    if (!measurements.isEmpty()) {
      values.set(MEASUREMENTS, measurements);
    }
    return values;
  }
}
