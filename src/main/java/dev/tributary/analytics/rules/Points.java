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

  /**
   * What a counter showed.
   *
   * @param key of the group that its rise belongs to, or null where that is the device
   */
  private record Counted(BigDecimal number, String key) {}

  /**
   * What a reading changes.
   *
   * @param rise from the reading before it
   * @param next when the one after it is, or -1
   * @param nextKey of the group of that
   * @param nextRise by how much more that rose from now on
   */
  record Change(BigDecimal rise, long next, String nextKey, BigDecimal nextRise) {
    static final Change NOTHING = new Change(BigDecimal.ZERO, -1, null, BigDecimal.ZERO);
  }

  private final Store store;
  private final Map<String, NavigableMap<Point, Counted>> byDevice = new HashMap<>();
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
   * @param key of the group that its rise belongs to, or null where that is the device
   */
  Change add(Reading reading, String key) {
    Point point = new Point(reading.at(), reading.id());
    NavigableMap<Point, Counted> points = of(reading.device());
    boolean known = points.put(point, new Counted(reading.number(), key)) != null;
    store.put(
        key(reading.device(), point),
        StateBytes.write(
            out -> {
              out.decimal(reading.number());
              if (key != null) {
                out.text(key);
              }
            }));
    Map.Entry<Point, Counted> next = points.higherEntry(point);
    if (known) {
      return Change.NOTHING;
    }
    Map.Entry<Point, Counted> before = points.lowerEntry(point);
    BigDecimal previous = before == null ? null : before.getValue().number();
    BigDecimal rise = rise(previous, reading.number());
    if (next == null) {
      return new Change(rise, -1, null, BigDecimal.ZERO);
    }
    BigDecimal after = next.getValue().number();
    return new Change(
        rise,
        next.getKey().at(),
        next.getValue().key(),
        rise(reading.number(), after).subtract(rise(previous, after)));
  }

  /** A counter that is smaller than before has begun at 0 again. */
  private static BigDecimal rise(BigDecimal from, BigDecimal to) {
    if (from == null) {
      return BigDecimal.ZERO;
    }
    return to.compareTo(from) >= 0 ? to.subtract(from) : to;
  }

  /** By how much the counter rose in a window, from the last reading before it. */
  BigDecimal increase(String device, long start, long end) {
    NavigableMap<Point, Counted> points = of(device);
    Point from = new Point(start, "");
    Map.Entry<Point, Counted> before = points.lowerEntry(from);
    BigDecimal previous = before == null ? null : before.getValue().number();
    BigDecimal increase = BigDecimal.ZERO;
    for (Counted counted : points.subMap(from, true, new Point(end, ""), false).values()) {
      increase = increase.add(rise(previous, counted.number()));
      previous = counted.number();
    }
    return increase;
  }

  /** The same for all devices. */
  void prune(long before) {
    byDevice.keySet().forEach(device -> prune(device, before));
  }

  /** Forgets what lies before a time, but for the last reading, from which the next one rises. */
  void prune(String device, long before) {
    NavigableMap<Point, Counted> points = byDevice.get(device);
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
            StateBytes.read(
                bytes, in -> new Counted(in.decimal(), in.hasMore() ? in.text() : null)));
  }

  void clear() {
    byDevice.forEach(
        (device, points) -> points.keySet().forEach(point -> store.put(key(device, point), null)));
    byDevice.clear();
  }

  private NavigableMap<Point, Counted> of(String device) {
    return byDevice.computeIfAbsent(device, d -> new TreeMap<>(ORDER));
  }

  private String key(String device, Point point) {
    return prefix + device + "/" + point.at() + "/" + point.id();
  }
}
