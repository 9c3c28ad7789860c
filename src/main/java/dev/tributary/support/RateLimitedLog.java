package dev.tributary.support;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps a log readable in a storm: lets one line a second through, and counts the others. */
public final class RateLimitedLog {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong since = new AtomicLong();

  /** How many have come since the last line, this one included; 0: this is no time for a line. */
  public long pass() {
    long count = since.incrementAndGet();
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
      since.addAndGet(-count);
      return count;
    }
    return 0;
  }
}
