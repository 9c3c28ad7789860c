package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One followed message: a row of a list, and step by step with what each changed. */
final class MessageDetails {
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private final JsonNode message;

  /**
   * @param message as a viewer is shown it, with details
   */
  MessageDetails(JsonNode message) {
    this.message = message;
  }

  String id() {
    return message.path("id").asText();
  }

  /** Whether this is its id, or that of one of its events. */
  boolean isOf(String id) {
    if (id.equals(id())) {
      return true;
    }
    for (JsonNode event : message.path("events")) {
      if (id.equals(event.asText())) {
        return true;
      }
    }
    return false;
  }

  Map<String, Object> row() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id());
    row.put("time", message.path("time").asText());
    for (String name : List.of("device", "address", "protocol")) {
      row.put(name, message.path("variables").path(name).asText());
    }
    row.put("route", message.path("from").asText());
    row.put("outcome", message.path("outcome").asText());
    row.put("reason", message.path("reason").asText());
    row.put("failed", message.path("failed").asBoolean());
    if (message.has("micros")) {
      row.put("micros", message.path("micros").asLong());
    }
    row.put("answer", message.path("answer").asText());
    return row;
  }

  Map<String, Object> show() {
    Map<String, Object> show = row();
    List<String> events = new ArrayList<>();
    message.path("events").forEach(event -> events.add(event.asText()));
    show.put("events", events);
    List<Object> steps = new ArrayList<>();
    for (int i = 0; i < message.path("steps").size(); i++) {
      steps.add(step(message.path("steps").get(i), message.path("changes").path(i)));
    }
    show.put("steps", steps);
    List<Object> bodies = new ArrayList<>();
    for (JsonNode body : message.path("bodies")) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("form", body.path("form").asText());
      one.put("size", body.path("size").asInt());
      one.put("lines", BodyLines.of(body));
      bodies.add(one);
    }
    show.put("bodies", bodies);
    return show;
  }

  private Map<String, Object> step(JsonNode step, JsonNode change) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (String name :
        List.of(
            "depth", "level", "route", "step", "location", "micros", "took", "inner", "failure")) {
      if (step.hasNonNull(name)) {
        shown.put(name, step.get(name));
      }
    }
    int before = change.path(0).asInt(-1);
    int after = change.path(1).asInt(-1);
    shown.put(BEFORE, before);
    shown.put(AFTER, after);
    if (before >= 0 && after >= 0 && before != after) {
      shown.put(
          "diff",
          BodyDiff.of(message.path("bodies").path(before), message.path("bodies").path(after)));
    }
    shown.put("set", set(change.path(2).asInt(-1), change.path(3).asInt(-1)));
    return shown;
  }

  /** Variables and headers that differ. */
  private List<Map<String, String>> set(int before, int after) {
    List<Map<String, String>> changes = new ArrayList<>();
    JsonNode old = message.path("states").path(before);
    JsonNode now = message.path("states").path(after);
    if (before == after || old.isMissingNode() || now.isMissingNode()) {
      return changes;
    }
    Set<String> names = new LinkedHashSet<>();
    old.fieldNames().forEachRemaining(names::add);
    now.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!old.path(name).equals(now.path(name))) {
        Map<String, String> change = new LinkedHashMap<>();
        change.put("name", name);
        put(change, BEFORE, old.get(name));
        put(change, AFTER, now.get(name));
        changes.add(change);
      }
    }
    return changes;
  }

  private static void put(Map<String, String> change, String name, JsonNode value) {
    if (value != null) {
      change.put(name, value.asText());
    }
  }
}
