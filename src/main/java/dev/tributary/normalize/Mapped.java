package dev.tributary.normalize;

import java.util.ArrayList;
import java.util.List;

/** What a mapping made of one message. */
final class Mapped {
  private final Reading whole = new Reading(null);
  private final List<Measurement> measurements = new ArrayList<>(4);
  private String id;

  Reading whole() {
    return whole;
  }

  List<Measurement> measurements() {
    return measurements;
  }

  /** A line for each measurement, and one for what came with them. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    measurements.forEach(measurement -> lines.append(measurement).append('\n'));
    if (!whole.attributes().isEmpty()) {
      lines.append("attributes ").append(whole.attributes().values()).append('\n');
    }
    return lines.isEmpty() ? "no measurement" : lines.toString().strip();
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
