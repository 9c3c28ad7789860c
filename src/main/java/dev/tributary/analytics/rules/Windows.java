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
  private static final long PRUNED_EVERY = 60_000;

  private final Store store;
  private final Tally tally;
  private final String prefix;
  private final Points points;
  private final Map<String, Window> windows = new HashMap<>();

  /** Of each device or group the one that was asked for last: mostly the next one is the same. */
  private final Map<String, Window> lately = new HashMap<>();

  /** By start, since all windows of a rule have one length. */
  private final TreeMap<Long, Set<Window>> byStart = new TreeMap<>();

  private final Set<Window> corrected = new LinkedHashSet<>();

  /** All that begin before this were emitted once. */
  private long closedBefore = Long.MIN_VALUE;

  /** Where groups are counted, all their devices are looked through, but not for each window. */
  private long prunedBefore;

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
    if (!rule.value().takes(reading)) {
      tally.skipped.increment();
      return;
    }
    String key = rule.by().key(reading);
    if (key == null) {
      tally.missing.increment();
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
        into.add(window(key, start));
      }
    }
    if (lateTo > Long.MIN_VALUE) {
      tally.late.increment();
      output.late(new LateRecord(rule, reading, lateFrom, lateTo));
    }
    if (into.isEmpty()) {
      return;
    }
    Points.Change change =
        rule.value() == Aggregation.INCREASE
            ? points.add(reading, rule.by().isDevice() ? null : key)
            : Points.Change.NOTHING;
    for (Window window : into) {
      window.add(rule, reading);
      window.rise(rule.by().isDevice() ? BigDecimal.ZERO : change.rise());
      touched(rule, window, clock);
    }
    changeNext(rule, reading.device(), change, clock);
  }

  /** A counter's reading also changes the rise to the one after it, in whatever window that is. */
  private void changeNext(Rule.Measure rule, String device, Points.Change change, long clock) {
    if (change.next() < 0 || change.nextRise().signum() == 0) {
      return;
    }
    String key = rule.by().isDevice() ? device : change.nextKey();
    long latest = Math.floorDiv(change.next(), rule.every()) * rule.every();
    for (long start = latest; start + rule.over() > change.next(); start -= rule.every()) {
      Window window = windows.get(key(key, start));
      if (window != null) {
        window.rise(rule.by().isDevice() ? BigDecimal.ZERO : change.nextRise());
        touched(rule, window, clock);
      }
    }
  }

  /** Takes over what all partitions know of a window. */
  void merged(Rule.Measure rule, Window merged, long clock) {
    if (isOver(rule, merged.start, clock)) {
      return;
    }
    Window window = window(merged.device, merged.start);
    window.become(merged);
    touched(rule, window, clock);
  }

  boolean has(String key, long start) {
    return windows.containsKey(key(key, start));
  }

  private void touched(Rule.Measure rule, Window window, long clock) {
    if (isClosed(rule, window.start, clock)) {
      tally.corrections.increment();
      corrected.add(window);
    }
    store.changed(window);
  }

  private static boolean isClosed(Rule.Measure rule, long start, long clock) {
    return clock != RuleEngine.NO_CLOCK && clock >= start + rule.over() + rule.late();
  }

  private static boolean isOver(Rule.Measure rule, long start, long clock) {
    return clock != RuleEngine.NO_CLOCK && clock >= start + rule.over() + rule.corrections();
  }

  /** Gives what is due at this time, in the order of time. */
  void advance(Rule.Measure rule, long clock, Consumer<Window> emitted) {
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
        .forEach(
            window -> {
              window.revision++;
              window.changed = false;
              store.changed(window);
              emitted.accept(window);
            });
    expire(rule, clock);
  }

  /**
   * @param keyed whether what it is of is no device
   */
  MeasureRecord record(Rule.Measure rule, Window window, long clock, boolean keyed) {
    tally.measures.increment();
    long end = window.start + rule.over();
    BigDecimal value =
        rule.value() == Aggregation.INCREASE && rule.by().isDevice()
            ? points.increase(window.device, window.start, end)
            : window.value(rule.value(), rule.percent());
    return new MeasureRecord(
        RuleIds.id(rule.name(), window.device, Json.time(window.start), Json.time(end)),
        rule.name(),
        rule.version(),
        window.device,
        keyed,
        rule.by().region(window),
        Json.plain(value),
        rule.value().hasUnit() ? window.unit() : null,
        clock,
        window.start,
        end,
        window.count(),
        window.revision);
  }

  private void prune(Rule.Measure rule, String device, long before) {
    if (rule.by().isDevice()) {
      points.prune(device, before);
    } else if (before - prunedBefore >= PRUNED_EVERY) {
      prunedBefore = before;
      points.prune(before);
    }
  }

  private void expire(Rule.Measure rule, long clock) {
    while (!byStart.isEmpty() && isOver(rule, byStart.firstKey(), clock)) {
      long start = byStart.firstKey();
      for (Window window : byStart.pollFirstEntry().getValue()) {
        windows.remove(window.storeKey());
        lately.remove(window.device, window);
        window.delete(store);
        prune(rule, window.device, start + rule.every());
      }
    }
  }

  private Window window(String device, long start) {
    Window latest = lately.get(device);
    if (latest != null && latest.start == start) {
      return latest;
    }
    Window window =
        windows.computeIfAbsent(key(device, start), key -> indexed(new Window(key, device, start)));
    lately.put(device, window);
    return window;
  }

  private Window indexed(Window window) {
    byStart.computeIfAbsent(window.start, s -> new LinkedHashSet<>()).add(window);
    return window;
  }

  private String key(String device, long start) {
    return prefix + device + "/" + start;
  }

  /** Takes up a window that was stored under {@link #prefix}. */
  void load(String rest, byte[] bytes) {
    int slash = rest.lastIndexOf('/');
    Window window =
        Window.of(
            prefix + rest,
            rest.substring(0, slash),
            Long.parseLong(rest.substring(slash + 1)),
            bytes);
    windows.put(window.storeKey(), indexed(window));
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
    windows.values().forEach(window -> window.delete(store));
    windows.clear();
    lately.clear();
    byStart.clear();
    corrected.clear();
    points.clear();
  }
}
