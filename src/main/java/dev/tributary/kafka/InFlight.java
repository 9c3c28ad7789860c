package dev.tributary.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How old the oldest unacknowledged record is. Records are counted by the tenth of a second in
 * which they were sent, so that sending costs two additions however many are under way.
 */
final class InFlight {
  private static final long GRACE_NANOS = 2_000_000_000L;

  /** The records sent within one tick. */
  static final class Slot {
    private final long since;
    private final AtomicInteger records = new AtomicInteger();

    private Slot(long since) {
      this.since = since;
    }

    void leave() {
      records.decrementAndGet();
    }
  }

  private final Deque<Slot> slots = new ArrayDeque<>();
  private volatile Slot current = new Slot(System.nanoTime());

  Slot enter() {
    Slot slot = current;
    slot.records.incrementAndGet();
    return slot;
  }

  /** Begins a new tick; for one thread only. Returns the age of the oldest record, 0 for none. */
  long tick(long now) {
    slots.addLast(current);
    current = new Slot(now);
    long oldest = 0;
    for (Iterator<Slot> i = slots.iterator(); i.hasNext(); ) {
      Slot slot = i.next();
      boolean empty = slot.records.get() == 0;
      if (!empty) {
        oldest = Math.max(oldest, now - slot.since);
      } else if (now - slot.since > GRACE_NANOS) {
        // a sender may have read it and not counted itself yet: it stays a while though empty
        i.remove();
      }
    }
    return oldest;
  }
}
