package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a gateway says each second to each partition: all that it received before a time is stored.
 *
 * @param reachable whether devices can reach it
 * @param offsets of this partition, by topic: the last record of it that was acknowledged
 */
public record Tick(String gateway, long time, boolean reachable, Map<String, Long> offsets) {
  /** The same of these topics only: what nobody reads need not be waited for. */
  public Tick of(Set<String> topics) {
    if (topics.containsAll(offsets.keySet())) {
      return this;
    }
    Map<String, Long> read = new HashMap<>(offsets);
    read.keySet().retainAll(topics);
    return new Tick(gateway, time, reachable, read);
  }

  /** The value of its Kafka record. */
  public byte[] toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("gateway", gateway);
    node.put("time", Json.time(time));
    node.put("reachable", reachable);
    ObjectNode topics = node.putObject("offsets");
    offsets.forEach(topics::put);
    return Json.write(node);
  }

  /** Reads it back; null where it is none. */
  public static Tick parse(byte[] json) {
    if (json == null) {
      return null;
    }
    try {
      JsonNode node = Json.read(json);
      Map<String, Long> offsets = new HashMap<>();
      node.path("offsets")
          .properties()
          .forEach(entry -> offsets.put(entry.getKey(), entry.getValue().longValue()));
      String gateway = node.path("gateway").asText("");
      return gateway.isEmpty()
          ? null
          : new Tick(
              gateway,
              Json.millis(node.path("time").asText()),
              node.path("reachable").asBoolean(true),
              offsets);
    } catch (IOException | DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
