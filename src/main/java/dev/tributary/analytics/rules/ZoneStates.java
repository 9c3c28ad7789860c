package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Where the devices of one alert are, seen from its zone. */
final class ZoneStates {
  private static final BigDecimal SECOND = BigDecimal.valueOf(1_000);

  private final Store store;
  private final String prefix;
  private final Map<String, Where> states = new HashMap<>();

  /**
   * Where one was last.
   *
   * @param since when it came in or went out, or was first seen
   * @param crossed whether it was seen on the other side before
   */
  private record Where(boolean inside, boolean crossed, long since) {
    Where next(boolean nowInside, long at) {
      return nowInside == inside
          ? new Where(inside, crossed, Math.min(since, at))
          : new Where(nowInside, true, at);
    }

    byte[] toBytes() {
      return StateBytes.write(
          out -> out.number(inside ? 1 : 0).number(crossed ? 1 : 0).number(since));
    }
  }

  ZoneStates(String rule, Store store) {
    this.store = store;
    this.prefix = "z/" + rule + "/";
  }

  /** Adds what the conditions of the rule may name, if the reading has a position. */
  void describe(Rule.InZone in, String key, Reading reading, ObjectNode facts) {
    JsonNode lon = reading.json().path("value").path("lon");
    JsonNode lat = reading.json().path("value").path("lat");
    if (!lon.isNumber()
        || !lat.isNumber()
        || !(Math.abs(lon.doubleValue()) <= 180)
        || !(Math.abs(lat.doubleValue()) <= 90)) {
      return;
    }
    double distance = in.zone().distance(lon.doubleValue(), lat.doubleValue());
    Where before = states.get(key);
    boolean inside = (before != null && before.inside()) ? distance <= in.margin() : distance == 0;
    Where now =
        before == null ? new Where(inside, false, reading.at()) : before.next(inside, reading.at());
    if (!now.equals(before)) {
      states.put(key, now);
      store.put(prefix + key, now.toBytes());
    }
    facts.put("inside", inside);
    facts.put("entered", inside && now.crossed());
    facts.put("left", !inside && now.crossed());
    facts.put(
        "dwell",
        inside ? BigDecimal.valueOf(reading.at() - now.since()).divide(SECOND) : BigDecimal.ZERO);
    facts.put("distance", distance);
  }

  void load(String key, byte[] bytes) {
    states.put(
        key,
        StateBytes.read(bytes, in -> new Where(in.number() == 1, in.number() == 1, in.number())));
  }

  void clear() {
    states.keySet().forEach(key -> store.put(prefix + key, null));
    states.clear();
  }
}
