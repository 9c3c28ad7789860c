package dev.tributary.ingest;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the messages that are in flight were received, in steps of a quarter of a second. Counters
 * come round again after 17 minutes; a message that is in flight for longer only holds up more.
 */
final class InFlightTimes {
  private static final long STEP_MILLIS = 250;
  private static final int STEPS = 4096;

  private final AtomicIntegerArray counts = new AtomicIntegerArray(STEPS);
  private final AtomicLong settled = new AtomicLong(Long.MIN_VALUE);

  /** Counts a message in; give what is returned to {@link #leave}. */
  int enter(long receivedMillis) {
    int step = (int) Math.floorMod(receivedMillis / STEP_MILLIS, (long) STEPS);
    counts.incrementAndGet(step);
    return step;
  }

  void leave(int step) {
    counts.decrementAndGet(step);
  }

  /** The time up to which no message is in flight that was received before; it never goes back. */
  long settledUntil(long nowMillis) {
    long now = nowMillis / STEP_MILLIS;
    long from = settled.get();
    if (from == Long.MIN_VALUE) {
      // also what has been in flight since the counters could first come round
      from = now - STEPS + 1;
    }
    while (from < now && counts.get((int) Math.floorMod(from, (long) STEPS)) == 0) {
      from++;
    }
    long until = from;
    return settled.updateAndGet(before -> Math.max(before, until)) * STEP_MILLIS;
  }
}
