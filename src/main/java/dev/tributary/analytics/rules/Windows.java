package dev.tributary.analytics.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The windows of one measure, of all devices of a partition. */
final class Windows {
  private final Store store;
  private final Tally tally;
  private final String prefix;
  private final Points points;
  private final Map<String, Window> windows = new HashMap<>();

  /** By start, since all windows of a rule have one length. */
  private final TreeMap<Long, Set<Window>> byStart = new TreeMap<>();

  private final Set<Window> corrected = new LinkedHashSet<>();

  /** All that begin before this were emitted once. */
  private long closedBefore = Long.MIN_VALUE;

  Windows(String rule, Store store, Tally tally) {
    this.store = store;
    this.tally = tally;
    this.prefix = prefix(rule);
    this.points = new Points(rule, store);
  }

  static String prefix(String rule) {
    return "w/" + rule + "/";
  }

  /** Adds a reading to its windows. */
  void add(Rule.Measure rule, Reading reading, long clock, Output output) {
    tally.judged.increment();
    if (rule.value().needsNumbers() && reading.number() == null) {
      tally.skipped.increment();
      return;
    }
    long at = reading.at();
    long latest = Math.floorDiv(at, rule.every()) * rule.every();
    long lateFrom = Long.MAX_VALUE;
    long lateTo = Long.MIN_VALUE;
    List<Window> into = new ArrayList<>();
    for (long start = latest; start + rule.over() > at; start -= rule.every()) {
      if (isOver(rule, start, clock)) {
        lateFrom = Math.min(lateFrom, start);
        lateTo = Math.max(lateTo, start + rule.over());
      } else {
        into.add(window(reading.device(), start));
      }
    }
    if (lateTo > Long.MIN_VALUE) {
      tally.late.increment();
      output.late(new LateRecord(rule, reading, lateFrom, lateTo));
    }
    if (into.isEmpty()) {
      return;
    }
    for (Window window : into) {
      window.add(rule, reading);
      touched(rule, window, clock);
    }
    if (rule.value() == Aggregation.INCREASE) {
      changeNext(rule, reading.device(), points.add(reading), clock);
    }
  }

  /** A counter's reading also changes the rise to the one after it, in whatever window that is. */
  private void changeNext(Rule.Measure rule, String device, long next, long clock) {
    if (next < 0) {
      return;
    }
    long latest = Math.floorDiv(next, rule.every()) * rule.every();
    for (long start = latest; start + rule.over() > next; start -= rule.every()) {
      Window window = windows.get(key(device, start));
      if (window != null && !window.changed) {
        window.changed = true;
        touched(rule, window, clock);
      }
    }
  }

  private void touched(Rule.Measure rule, Window window, long clock) {
    if (isClosed(rule, window.start, clock)) {
      tally.corrections.increment();
      corrected.add(window);
    }
    save(window);
  }

  private static boolean isClosed(Rule.Measure rule, long start, long clock) {
    return clock != RuleEngine.NO_CLOCK && clock >= start + rule.over() + rule.late();
  }

  private static boolean isOver(Rule.Measure rule, long start, long clock) {
    return clock != RuleEngine.NO_CLOCK && clock >= start + rule.over() + rule.corrections();
  }

  /** Emits what is due at this time, in the order of time. */
  void advance(Rule.Measure rule, long clock, Consumer<MeasureRecord> emitted) {
    List<Window> due = new ArrayList<>(corrected);
    corrected.clear();
    long closed = clock - rule.over() - rule.late();
    if (closed > closedBefore) {
      for (Set<Window> starting : byStart.subMap(closedBefore, true, closed, true).values()) {
        due.addAll(starting.stream().filter(window -> window.revision < 0).toList());
      }
      closedBefore = closed;
    }
    due.stream()
        .distinct()
        .sorted(Window.ORDER)
        .filter(window -> window.changed)
        .forEach(window -> emitted.accept(emit(rule, window, clock)));
    expire(rule, clock);
  }

  private MeasureRecord emit(Rule.Measure rule, Window window, long clock) {
    window.revision++;
    window.changed = false;
    save(window);
    tally.measures.increment();
    long end = window.start + rule.over();
    BigDecimal value =
        rule.value() == Aggregation.INCREASE
            ? points.increase(window.device, window.start, end)
            : window.value(rule.value());
    return new MeasureRecord(
        RuleIds.id(rule.name(), window.device, Json.time(window.start), Json.time(end)),
        rule.name(),
        rule.version(),
        window.device,
        window.region(),
        Json.plain(value),
        rule.value().hasUnit() ? window.unit() : null,
        clock,
        window.start,
        end,
        window.count(),
        window.revision);
  }

  private void expire(Rule.Measure rule, long clock) {
    while (!byStart.isEmpty() && isOver(rule, byStart.firstKey(), clock)) {
      long start = byStart.firstKey();
      for (Window window : byStart.pollFirstEntry().getValue()) {
        windows.remove(key(window.device, start));
        store.put(key(window.device, start), null);
        points.prune(window.device, start + rule.every());
      }
    }
  }

  private Window window(String device, long start) {
    return windows.computeIfAbsent(key(device, start), key -> indexed(new Window(device, start)));
  }

  private Window indexed(Window window) {
    byStart.computeIfAbsent(window.start, s -> new LinkedHashSet<>()).add(window);
    return window;
  }

  private void save(Window window) {
    store.put(key(window.device, window.start), window.toBytes());
  }

  private String key(String device, long start) {
    return prefix + device + "/" + start;
  }

  /** Takes up a window that was stored under {@link #prefix}. */
  void load(String rest, byte[] bytes) {
    int slash = rest.lastIndexOf('/');
    Window window =
        Window.of(rest.substring(0, slash), Long.parseLong(rest.substring(slash + 1)), bytes);
    windows.put(key(window.device, window.start), indexed(window));
    if (window.changed && window.revision >= 0) {
      corrected.add(window);
    }
  }

  void loadPoint(String rest, byte[] bytes) {
    points.load(rest, bytes);
  }

  /** Looks at every window at the next advance: another {@code late} may count from now on. */
  void reconsider() {
    closedBefore = Long.MIN_VALUE;
  }

  int size() {
    return windows.size();
  }

  /** Forgets all of it. */
  void clear() {
    windows.values().forEach(window -> store.put(key(window.device, window.start), null));
    windows.clear();
    byStart.clear();
    corrected.clear();
    points.clear();
  }
}
