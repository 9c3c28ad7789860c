package dev.tributary.analytics.rules;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The readings of counters, in the order of time. An increase needs each of them, since one that
 * comes late may turn a rise into a reset.
 */
final class Points {
  private static final Comparator<Point> ORDER =
      Comparator.comparingLong(Point::at).thenComparing(Point::id);

  private record Point(long at, String id) {}

  private final Store store;
  private final Map<String, NavigableMap<Point, BigDecimal>> byDevice = new HashMap<>();
  private final String prefix;

  Points(String rule, Store store) {
    this.store = store;
    this.prefix = prefix(rule);
  }

  static String prefix(String rule) {
    return "p/" + rule + "/";
  }

  /**
   * Adds a reading.
   *
   * @return when the next one after it is, whose rise it changes, or -1
   */
  long add(Reading reading) {
    Point point = new Point(reading.at(), reading.id());
    NavigableMap<Point, BigDecimal> points = of(reading.device());
    points.put(point, reading.number());
    store.put(key(reading.device(), point), StateBytes.write(out -> out.decimal(reading.number())));
    Point next = points.higherKey(point);
    return next == null ? -1 : next.at();
  }

  /** By how much the counter rose in a window, from the last reading before it. */
  BigDecimal increase(String device, long start, long end) {
    NavigableMap<Point, BigDecimal> points = of(device);
    Point from = new Point(start, "");
    Map.Entry<Point, BigDecimal> before = points.lowerEntry(from);
    BigDecimal previous = before == null ? null : before.getValue();
    BigDecimal increase = BigDecimal.ZERO;
    for (BigDecimal value : points.subMap(from, true, new Point(end, ""), false).values()) {
      if (previous != null) {
        // a counter that is smaller than before has begun at 0 again
        increase = increase.add(value.compareTo(previous) >= 0 ? value.subtract(previous) : value);
      }
      previous = value;
    }
    return increase;
  }

  /** Forgets what lies before a time, but for the last reading, from which the next one rises. */
  void prune(String device, long before) {
    NavigableMap<Point, BigDecimal> points = byDevice.get(device);
    if (points == null) {
      return;
    }
    Point last = points.lowerKey(new Point(before, ""));
    while (last != null && !points.firstKey().equals(last)) {
      store.put(key(device, points.firstKey()), null);
      points.pollFirstEntry();
    }
  }

  void load(String rest, byte[] bytes) {
    String[] parts = rest.split("/", 3);
    of(parts[0])
        .put(
            new Point(Long.parseLong(parts[1]), parts[2]),
            StateBytes.read(bytes, StateBytes.In::decimal));
  }

  void clear() {
    byDevice.forEach(
        (device, points) -> points.keySet().forEach(point -> store.put(key(device, point), null)));
    byDevice.clear();
  }

  private NavigableMap<Point, BigDecimal> of(String device) {
    return byDevice.computeIfAbsent(device, d -> new TreeMap<>(ORDER));
  }

  private String key(String device, Point point) {
    return prefix + device + "/" + point.at() + "/" + point.id();
  }
}
