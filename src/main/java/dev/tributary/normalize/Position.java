package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The parts of a position as they stand side by side in one object of a payload. */
final class Position {
  private final List<Measurement> beside = new ArrayList<>(3);
  private JsonNode lat;
  private JsonNode lon;
  private JsonNode accuracy;

  void part(String name, JsonNode value) {
    switch (name) {
      case "lat" -> lat = value;
      case "lon" -> lon = value;
      default -> accuracy = value;
    }
  }

  /**
   * A measurement that is a part of the position if there is one: altitude, speed, heading; a
   * second of the same is none.
   */
  void beside(Measurement measurement) {
    String part = measurement.kind().part();
    if (beside.stream().noneMatch(other -> other.kind().part().equals(part))) {
      beside.add(measurement);
    }
  }

  boolean isComplete() {
    return lat != null && lon != null && !lat.isNull() && !lon.isNull();
  }

  /** Adds the position to the measurements, and takes out what is now a part of it. */
  void addTo(List<Measurement> measurements, Reading reading, Kind gps) {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.set("lat", lat);
    value.set("lon", lon);
    if (accuracy != null) {
      value.set("accuracy", accuracy);
    }
    for (Measurement part : beside) {
      remove(part, measurements);
      value.set(part.kind().part(), inBaseUnit(part));
    }
    measurements.add(
        new Measurement(reading, gps, gps.name(), value, null, null, null, null, null));
  }

  /** From the end, where it was added just now: before it may stand thousands. */
  private static void remove(Measurement part, List<Measurement> measurements) {
    int at = measurements.lastIndexOf(part);
    if (at >= 0) {
      measurements.remove(at);
    }
  }

  /** What is there of an incomplete one. */
  void addTo(Attributes attributes) {
    addTo(attributes, "lat", lat);
    addTo(attributes, "lon", lon);
    addTo(attributes, "accuracy", accuracy);
  }

  private static void addTo(Attributes attributes, String name, JsonNode value) {
    if (value != null) {
      attributes.addAll(name, value);
    }
  }

  private static JsonNode inBaseUnit(Measurement part) {
    Number number = Numbers.of(part.value());
    Unit unit = part.unit();
    if (number == null || unit == null || unit.isBase()) {
      return part.value();
    }
    return JsonNodeFactory.instance.numberNode(unit.toBase(Numbers.decimal(number)));
  }
}
