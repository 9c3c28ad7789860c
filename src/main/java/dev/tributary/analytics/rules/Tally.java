package dev.tributary.analytics.rules;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What rules count, all together and each; shared by all partitions. */
public final class Tally {
  private final Map<String, Tally> byRule = new ConcurrentHashMap<>();

  public final Count events = new Count(null);
  public final Count duplicates = new Count(null);

  /** Readings of devices for whose state there was no memory. */
  public final Count refused = new Count(null);

  /** Records that are no events. */
  public final Count unreadable = new Count(null);

  /** Readings that a rule looked at, whatever it found. */
  public final Count judged;

  public final Count late;
  public final Count corrections;

  /** Readings that an alert did not judge because a newer one had come before. */
  public final Count outOfOrder;

  public final Count missing;
  public final Count skipped;
  public final Count failures;
  public final Count measures;
  public final Count alerts;

  /** Of all rules. */
  public Tally() {
    this(null);
  }

  private Tally(Tally all) {
    judged = new Count(all == null ? null : all.judged);
    late = new Count(all == null ? null : all.late);
    corrections = new Count(all == null ? null : all.corrections);
    outOfOrder = new Count(all == null ? null : all.outOfOrder);
    missing = new Count(all == null ? null : all.missing);
    skipped = new Count(all == null ? null : all.skipped);
    failures = new Count(all == null ? null : all.failures);
    measures = new Count(all == null ? null : all.measures);
    alerts = new Count(all == null ? null : all.alerts);
  }

  /** What one rule counts, which counts for all too. */
  public Tally of(String rule) {
    return byRule.computeIfAbsent(rule, name -> new Tally(this));
  }

  /** One that also counts in another. */
  public static final class Count {
    private final LongAdder own = new LongAdder();
    private final Count all;

    private Count(Count all) {
      this.all = all;
    }

    public void increment() {
      own.increment();
      if (all != null) {
        all.increment();
      }
    }

    public long sum() {
      return own.sum();
    }
  }
}
