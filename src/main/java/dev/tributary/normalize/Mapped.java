package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a mapping made of one message. */
final class Mapped {
  private static final int MOST_UNMEASURED = 32;

  private final Reading whole = new Reading(null);
  private final List<Measurement> measurements = new ArrayList<>(4);
  private Map<String, JsonNode> unmeasured;
  private String id;

  Reading whole() {
    return whole;
  }

  List<Measurement> measurements() {
    return measurements;
  }

  /** A number that became an attribute: kinds.yaml does not know what it measures. */
  void unmeasured(String name, JsonNode number) {
    if (unmeasured == null) {
      unmeasured = new LinkedHashMap<>(4);
    }
    if (unmeasured.size() < MOST_UNMEASURED) {
      unmeasured.putIfAbsent(name, number);
    }
  }

  /** Numbers of unknown names, at most so many. */
  Map<String, JsonNode> unmeasured() {
    return unmeasured == null ? Map.of() : unmeasured;
  }

  /** A line for each measurement, and one for what came with them. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    measurements.forEach(measurement -> lines.append(measurement).append('\n'));
    if (!whole.attributes().isEmpty()) {
      lines.append("attributes ").append(whole.attributes().values()).append('\n');
    }
    if (unmeasured != null) {
      lines
          .append("fields that became no measurement: ")
          .append(String.join(", ", unmeasured.keySet()))
          .append('\n');
    }
    if (measurements.isEmpty()) {
      lines.insert(0, "no measurement\n");
    }
    return lines.toString().strip();
  }

  /** The sender's own id of this message, or null. */
  String id() {
    return id;
  }

  void id(String ofMessage) {
    if (id == null) {
      id = ofMessage;
    }
  }
}
