package dev.tributary.analytics.rules;

import java.util.concurrent.atomic.LongAdder;

/** What rules count; shared by all partitions. */
public final class Tally {
  public final LongAdder events = new LongAdder();
  public final LongAdder duplicates = new LongAdder();
  public final LongAdder late = new LongAdder();
  public final LongAdder corrections = new LongAdder();

  /** Readings that an alert did not judge because a newer one had come before. */
  public final LongAdder outOfOrder = new LongAdder();

  /** Readings of devices for whose state there was no memory. */
  public final LongAdder refused = new LongAdder();

  public final LongAdder missing = new LongAdder();
  public final LongAdder skipped = new LongAdder();
  public final LongAdder failures = new LongAdder();
  public final LongAdder measures = new LongAdder();
  public final LongAdder alerts = new LongAdder();
}
