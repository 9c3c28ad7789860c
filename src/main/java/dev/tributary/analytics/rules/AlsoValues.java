package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What other kinds of the devices of one alert read lately. */
final class AlsoValues {
  /** A measure is judged some time after its window has ended; so long values stay for it. */
  static final long LONGEST_WAIT = 600_000;

  static final int MOST = 1_000;

  private static final Comparator<Point> ORDER =
      Comparator.comparingLong(Point::at).thenComparing(Point::id);

  private final Store store;
  private final Tally tally;
  private final String prefix;
  private final Map<Of, NavigableMap<Point, BigDecimal>> values = new HashMap<>();

  private record Of(String kind, String device) {}

  private record Point(long at, String id) {}

  AlsoValues(String rule, Store store, Tally tally) {
    this.store = store;
    this.tally = tally;
    this.prefix = "o/" + rule + "/";
  }

  /** Takes in a reading that is not judged itself. */
  void hear(Rule.Also also, Reading reading) {
    if (!also.value().takes(reading)) {
      tally.skipped.increment();
      return;
    }
    Of of = new Of(reading.kind(), reading.device());
    NavigableMap<Point, BigDecimal> points = points(of);
    Point point = new Point(reading.at(), reading.id());
    points.put(point, reading.number());
    store.put(key(of, point), StateBytes.write(out -> out.decimal(reading.number())));
    long oldest = points.lastKey().at() - also.over() - LONGEST_WAIT;
    while (points.size() > MOST || points.firstKey().at() <= oldest) {
      store.put(key(of, points.pollFirstEntry().getKey()), null);
    }
  }

  /** Adds the value of each kind up to the time of a reading, where there is one. */
  void describe(Map<String, Rule.Also> also, Reading reading, ObjectNode facts) {
    also.forEach(
        (kind, each) -> {
          NavigableMap<Point, BigDecimal> points = values.get(new Of(kind, reading.device()));
          if (points == null) {
            return;
          }
          Window window = new Window(null, reading.device(), reading.at() - each.over());
          points
              .subMap(
                  new Point(reading.at() - each.over() + 1, ""),
                  true,
                  new Point(reading.at() + 1, ""),
                  false)
              .forEach((point, number) -> window.add(each.value(), point.at(), point.id(), number));
          if (window.count() > 0) {
            facts.put(kind, Json.plain(window.value(each.value(), each.percent())));
          }
        });
  }

  /** Forgets the kinds that the rule no longer names. */
  void reconsider(Map<String, Rule.Also> also) {
    for (Of of : List.copyOf(values.keySet())) {
      if (!also.containsKey(of.kind())) {
        values.remove(of).keySet().forEach(point -> store.put(key(of, point), null));
      }
    }
  }

  void load(String rest, byte[] bytes) {
    String[] parts = rest.split("/", 4);
    points(new Of(parts[0], parts[1]))
        .put(
            new Point(Long.parseLong(parts[2]), parts[3]),
            StateBytes.read(bytes, StateBytes.In::decimal));
  }

  private NavigableMap<Point, BigDecimal> points(Of of) {
    return values.computeIfAbsent(of, o -> new TreeMap<>(ORDER));
  }

  private String key(Of of, Point point) {
    return "%s%s/%s/%d/%s".formatted(prefix, of.kind(), of.device(), point.at(), point.id());
  }
}
