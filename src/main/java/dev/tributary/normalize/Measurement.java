package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One measured value as a mapping found it, not yet converted or checked.
 *
 * @param kind null for a kind that kinds.yaml does not name
 * @param name of the kind
 * @param unit the unit that the payload names, or null
 * @param unitName what the payload calls the unit where that is not yet looked up, or null
 * @param time its own, or null for that of the reading
 * @param channel which of several it is, or null
 * @param attributes its own, or null
 */
record Measurement(
    Reading reading,
    Kind kind,
    String name,
    JsonNode value,
    Unit unit,
    String unitName,
    JsonNode time,
    Object channel,
    Attributes attributes) {

  static Measurement of(Reading reading, Field field, JsonNode value) {
    return new Measurement(
        reading,
        field.kind(),
        field.kind().name(),
        value,
        field.unit(),
        null,
        null,
        field.channel(),
        null);
  }

  Measurement in(String unitName) {
    return new Measurement(reading, kind, name, value, unit, unitName, time, channel, attributes);
  }

  Measurement at(JsonNode itsTime) {
    return new Measurement(
        reading, kind, name, value, unit, unitName, itsTime, channel, attributes);
  }

  Measurement channel(Object which) {
    return new Measurement(reading, kind, name, value, unit, unitName, time, which, attributes);
  }
}
