package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * What an alert says when it fires, reminds or is resolved.
 *
 * @param id the same for all records of one crossing
 * @param key distinguishes the alerts of one rule
 * @param keyed whether a gateway or a group of devices is meant and not a device
 * @param value null where there is no number
 * @param text the sentence of the rule, filled
 * @param channels null for all
 */
public record AlertRecord(
    String id,
    String alert,
    State state,
    String severity,
    String key,
    String device,
    boolean keyed,
    String region,
    String kind,
    BigDecimal value,
    String unit,
    long since,
    long time,
    Reason reason,
    String text,
    List<String> channels,
    List<String> evidence,
    String ruleVersion) {
  /** Where the state does not stand beside it, the sentence has to say so itself. */
  private static final String RESOLVED = "resolved: ";

  /** Whether it fires. */
  public enum State {
    FIRING,
    RESOLVED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why this was said. */
  public enum Reason {
    CONDITION,
    SILENT,
    RULE_CHANGED,
    RULE_REMOVED,
    REMINDER;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The value of its Kafka record. */
  public byte[] toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", id);
    node.put("alert", alert);
    node.put("state", state.word());
    node.put("severity", severity);
    node.put(keyed ? "key" : "device_id", device);
    put(node, "region", region);
    put(node, "kind", kind);
    if (value != null) {
      node.set("value", DecimalNode.valueOf(value));
    }
    put(node, "unit", unit);
    node.put("since", Json.time(since));
    node.put("time", Json.time(time));
    node.put("reason", reason.word());
    node.put("text", state == State.RESOLVED ? RESOLVED + text : text);
    if (channels != null) {
      channels.forEach(node.putArray("notify")::add);
    }
    evidence.forEach(node.putArray("evidence")::add);
    node.put("rule_version", ruleVersion);
    return Json.write(node);
  }

  private static void put(ObjectNode node, String name, String text) {
    if (text != null) {
      node.put(name, text);
    }
  }

  /** The key of its state in Kafka. */
  public String stateKey() {
    return alert + "/" + key;
  }
}
