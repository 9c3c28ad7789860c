package dev.tributary.analytics.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The parts of windows, also of rules that are not known here yet. */
final class Parts {
  static final String PREFIX = "q/";

  /** A window that can still be corrected, since its rule was edited, is looked at again. */
  private static final long AGAIN = 60_000;

  private final Store store;
  private final Map<Part.Of, TreeMap<Integer, Part>> parts = new HashMap<>();
  private final TreeMap<Long, Set<Part.Of>> byExpiry = new TreeMap<>();

  Parts(Store store) {
    this.store = store;
  }

  void add(Part part) {
    put(part);
    store.put(key(part), part.toBytes());
  }

  private void put(Part part) {
    parts.computeIfAbsent(part.of(), of -> new TreeMap<>()).put(part.task(), part);
    byExpiry.computeIfAbsent(part.expires(), time -> new LinkedHashSet<>()).add(part.of());
  }

  void load(byte[] bytes) {
    if (Part.parse(bytes) instanceof Part part) {
      put(part);
    }
  }

  /** All windows that there is a part of, in the order of time. */
  List<Part.Of> windows() {
    List<Part.Of> windows = new ArrayList<>(parts.keySet());
    windows.sort(Comparator.comparingLong(Part.Of::start).thenComparing(Part.Of::key));
    return windows;
  }

  /** What all partitions know together. */
  Window merged(Part.Of of) {
    Window merged = new Window(null, of.key(), of.start());
    for (Part part : parts.get(of).values()) {
      merged.merge(Window.of(null, of.key(), of.start(), part.window()));
    }
    return merged;
  }

  /**
   * Forgets what is over.
   *
   * @param needed whether a window can still be corrected
   */
  void expire(long clock, Predicate<Part.Of> needed) {
    while (!byExpiry.isEmpty() && byExpiry.firstKey() <= clock) {
      for (Part.Of of : byExpiry.pollFirstEntry().getValue()) {
        if (needed.test(of)) {
          byExpiry.computeIfAbsent(clock + AGAIN, time -> new LinkedHashSet<>()).add(of);
        } else {
          forget(of);
        }
      }
    }
  }

  /** Forgets all parts of a rule that meant this. */
  void forget(String rule, String meaning) {
    for (Part.Of of : windows()) {
      if (of.rule().equals(rule) && of.meaning().equals(meaning)) {
        forget(of);
      }
    }
  }

  private void forget(Part.Of of) {
    TreeMap<Integer, Part> gone = parts.remove(of);
    if (gone != null) {
      gone.values().forEach(part -> store.put(key(part), null));
    }
  }

  private static String key(Part part) {
    return "%s%s/%s/%d/%d/%s"
        .formatted(PREFIX, part.rule(), part.meaning(), part.start(), part.task(), part.key());
  }
}
