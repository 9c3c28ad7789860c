package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * For what a measure has a window each: a device, or what several have in common.
 *
 * @param attribute null but for attributes
 */
record Grouping(Of of, String attribute) {
  static final Grouping DEVICE = new Grouping(Of.DEVICE, null);
  private static final int LONGEST = 200;

  /** What is common. */
  enum Of {
    DEVICE,
    REGION,
    ATTRIBUTE,
    ALL
  }

  boolean isDevice() {
    return of == Of.DEVICE;
  }

  /** To which a reading belongs, or null where it does not say. */
  String key(Reading reading) {
    return switch (of) {
      case DEVICE -> reading.device();
      case REGION -> reading.region();
      case ATTRIBUTE -> attribute(reading);
      case ALL -> "all";
    };
  }

  private String attribute(Reading reading) {
    JsonNode value = reading.json().path("attributes").path(attribute);
    if (!value.isValueNode() || value.isNull()) {
      return null;
    }
    String text = value.asText();
    return text.isEmpty() || text.length() > LONGEST ? null : text;
  }

  /** The region of a measure. */
  String region(Window window) {
    return switch (of) {
      case DEVICE -> window.region();
      case REGION -> window.device;
      case ATTRIBUTE, ALL -> null;
    };
  }

  /** As it is written in a rule. */
  @Override
  public String toString() {
    return switch (of) {
      case DEVICE -> "device";
      case REGION -> "region";
      case ATTRIBUTE -> "attributes." + attribute;
      case ALL -> "all";
    };
  }
}
