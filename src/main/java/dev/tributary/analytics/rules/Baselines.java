package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is usual for each key of one alert: the spread of its readings over a time, in slices, so
 * that what is old can be left out.
 */
final class Baselines {
  /** What is larger has squares that are no numbers. */
  private static final double LARGEST = 1e150;

  private final Store store;
  private final String prefix;
  private final Map<String, Baseline> baselines = new HashMap<>();

  private static final class Baseline {
    final TreeMap<Long, Spread> slices = new TreeMap<>();

    /** All but the last slice; null where that is not known. */
    Spread complete;

    Spread all() {
      if (complete == null) {
        complete = Spread.NONE;
        for (Spread slice : slices.headMap(slices.lastKey()).values()) {
          complete = complete.and(slice);
        }
      }
      return complete.and(slices.lastEntry().getValue());
    }
  }

  Baselines(String rule, Store store) {
    this.store = store;
    this.prefix = "b/" + rule + "/";
  }

  /**
   * Adds what the conditions may name, and then counts the reading as usual too.
   *
   * @param firing whether the alert fires for this key
   */
  void describe(Rule.Usual usual, String key, Reading reading, boolean firing, ObjectNode facts) {
    double number = reading.number() == null ? Double.NaN : reading.number().doubleValue();
    if (!(Math.abs(number) <= LARGEST)) {
      return;
    }
    boolean stays = firing && usual.notWhileFiring();
    Baseline baseline = baselines.computeIfAbsent(key, k -> new Baseline());
    long start = Math.floorDiv(reading.at(), usual.slice()) * usual.slice();
    if (!stays) {
      expire(key, baseline, start - usual.over());
    }
    if (!baseline.slices.isEmpty()) {
      put(baseline.all(), usual.least(), number, facts);
    }
    if (!stays && (baseline.slices.isEmpty() || start > baseline.slices.lastKey() - usual.over())) {
      add(key, baseline, start, number);
    }
  }

  private static void put(Spread spread, int least, double number, ObjectNode facts) {
    if (spread.count() < least) {
      return;
    }
    ObjectNode node = facts.putObject("baseline");
    node.put("count", spread.count());
    node.put("mean", spread.mean());
    node.put("min", spread.min());
    node.put("max", spread.max());
    double deviation = spread.deviation();
    node.put("stddev", deviation);
    if (deviation > 0) {
      facts.put("z", (number - spread.mean()) / deviation);
    }
  }

  private void add(String key, Baseline baseline, long start, double number) {
    if (baseline.slices.isEmpty() || start != baseline.slices.lastKey()) {
      baseline.complete = null;
    }
    Spread slice = baseline.slices.getOrDefault(start, Spread.NONE).and(Spread.of(number));
    baseline.slices.put(start, slice);
    store.put(
        key(key, start),
        StateBytes.write(
            out -> {
              out.number(slice.count()).fraction(slice.mean()).fraction(slice.squares());
              out.fraction(slice.min()).fraction(slice.max());
            }));
  }

  private void expire(String key, Baseline baseline, long before) {
    while (!baseline.slices.isEmpty() && baseline.slices.firstKey() <= before) {
      store.put(key(key, baseline.slices.pollFirstEntry().getKey()), null);
      baseline.complete = null;
    }
  }

  void load(String rest, byte[] bytes) {
    int slash = rest.lastIndexOf('/');
    Baseline baseline = baselines.computeIfAbsent(rest.substring(0, slash), key -> new Baseline());
    baseline.complete = null;
    baseline.slices.put(
        Long.parseLong(rest.substring(slash + 1)),
        StateBytes.read(
            bytes,
            in ->
                new Spread(
                    in.number(), in.fraction(), in.fraction(), in.fraction(), in.fraction())));
  }

  void clear() {
    baselines.forEach(
        (key, baseline) ->
            baseline.slices.keySet().forEach(start -> store.put(key(key, start), null)));
    baselines.clear();
  }

  private String key(String key, long start) {
    return prefix + key + "/" + start;
  }
}
