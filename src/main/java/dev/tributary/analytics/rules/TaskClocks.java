package dev.tributary.analytics.rules;

import java.util.Map;
import java.util.TreeMap;

/**
 * The time of what merges the parts of all partitions: the least of theirs, once each has said one.
 * For one thread.
 */
public final class TaskClocks {
  static final String PREFIX = "k/";

  private final Store store;
  private final RuleEngine engine;
  private final Map<Integer, Part.Clock> clocks = new TreeMap<>();
  private int tasks;

  public TaskClocks(Store store, RuleEngine engine) {
    this.store = store;
    this.engine = engine;
    store.forEach(
        (key, bytes) -> {
          if (key.startsWith(PREFIX) && Part.parse(bytes) instanceof Part.Clock clock) {
            put(clock);
          }
        });
  }

  private void put(Part.Clock clock) {
    clocks.put(clock.task(), clock);
    tasks = Math.max(tasks, clock.tasks());
  }

  /** Takes in what a partition says. */
  public void tick(Part.Clock clock) {
    Part.Clock before = clocks.get(clock.task());
    if (before != null && clock.time() <= before.time()) {
      return;
    }
    put(clock);
    store.put(PREFIX + clock.task(), clock.toBytes());
    engine.tick(clock.time(), clock.heard());
    if (clocks.size() == tasks) {
      engine.advance(clocks.values().stream().mapToLong(Part.Clock::time).min().orElseThrow());
    }
  }
}
