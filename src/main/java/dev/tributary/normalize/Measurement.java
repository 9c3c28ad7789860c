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

  /** For people who look at what a mapping read: value and unit as the payload has them. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name).append(" = ").append(value);
    if (unitName != null) {
      text.append(' ').append(unitName);
    } else if (unit != null) {
      text.append(' ').append(unit.code());
    }
    if (channel != null) {
      text.append(", channel ").append(channel);
    }
    JsonNode taken = time == null ? reading.time() : time;
    if (taken != null) {
      text.append(", time ").append(taken);
    }
    if (reading.device() != null) {
      text.append(", device ").append(reading.device());
    }
    return kind == null
        ? text.append(", a kind that kinds.yaml does not know").toString()
        : text.toString();
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
