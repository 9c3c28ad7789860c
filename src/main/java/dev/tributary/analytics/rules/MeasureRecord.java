package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * A value of one window, like an event.
 *
 * @param device that it is of, or the key of a group of devices
 * @param keyed whether it is of a group
 * @param region null where a group has none
 * @param received the tick that closed the window
 * @param revision 0 the first time, and one more for each correction
 */
public record MeasureRecord(
    String id,
    String rule,
    String ruleVersion,
    String device,
    boolean keyed,
    String region,
    BigDecimal value,
    String unit,
    long received,
    long windowStart,
    long windowEnd,
    long count,
    int revision) {

  ObjectNode toNode() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", id);
    node.put(keyed ? "key" : "device_id", device);
    if (region != null) {
      node.put("region", region);
    }
    node.put("kind", rule);
    node.set("value", DecimalNode.valueOf(value));
    if (unit != null) {
      node.put("unit", unit);
    }
    node.put("time", Json.time(windowEnd));
    node.put("received", Json.time(received));
    ObjectNode source = node.putObject("source");
    source.put("protocol", "rule");
    source.put("address", rule);
    source.put("rule", rule);
    source.put("rule_version", ruleVersion);
    ObjectNode attributes = node.putObject("attributes");
    attributes.put("window_start", Json.time(windowStart));
    attributes.put("window_end", Json.time(windowEnd));
    attributes.put("count", count);
    attributes.put("revision", revision);
    return node;
  }

  /** The value of its Kafka record. */
  public byte[] toJson() {
    return Json.write(toNode());
  }

  /** What other rules read. */
  Reading toReading() {
    return new Reading(id, device, region, rule, value, unit, windowEnd, received, toNode());
  }
}
