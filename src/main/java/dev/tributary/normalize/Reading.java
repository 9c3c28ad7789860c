package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;

/** What measurements taken together share: a whole message, or one item of a list in it. */
final class Reading {
  private final Reading parent;
  private final Attributes own = new Attributes();
  private JsonNode time;
  private String device;
  private String region;
  private Attributes merged;

  Reading(Reading parent) {
    this.parent = parent;
  }

  Attributes attributes() {
    return own;
  }

  void time(JsonNode node) {
    if (time == null && !node.isNull()) {
      time = node;
    }
  }

  void device(String name) {
    if (device == null) {
      device = name;
    }
  }

  void region(String name) {
    if (region == null) {
      region = name;
    }
  }

  /** Its own time or that of what it is a part of, or null. */
  JsonNode time() {
    return time != null || parent == null ? time : parent.time();
  }

  String device() {
    return device != null || parent == null ? device : parent.device();
  }

  String region() {
    return region != null || parent == null ? region : parent.region();
  }

  /** Its own attributes, then those of what it is a part of. */
  Attributes allAttributes() {
    if (parent == null || parent.allAttributes().isEmpty()) {
      return own;
    }
    if (merged == null) {
      merged = new Attributes();
      merged.putAll(own);
      merged.putAll(parent.allAttributes());
    }
    return merged;
  }
}
