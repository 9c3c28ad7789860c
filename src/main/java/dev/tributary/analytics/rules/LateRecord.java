package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A reading that came after the corrections of windows had ended. */
public record LateRecord(Rule.Measure rule, Reading reading, long windowStart, long windowEnd) {
  /** The value of its Kafka record. */
  public byte[] toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("rule", rule.name());
    node.put("rule_version", rule.version());
    node.put("window_start", Json.time(windowStart));
    node.put("window_end", Json.time(windowEnd));
    node.set("event", reading.json());
    return Json.write(node);
  }
}
