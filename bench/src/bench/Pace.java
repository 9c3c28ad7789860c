package bench;

import java.util.concurrent.locks.LockSupport;

/**
 * A schedule that does not slip: turn k is due k/rate seconds after the start, at the millisecond
 * before, so that whoever sends wakes a thousand times a second and not for each message.
 */
final class Pace {
  private static final long TICK = 1_000_000;

  private final double nanosEach;
  private final long start = System.nanoTime();

  /**
   * @param rate a second; 0 means at once
   */
  Pace(double rate) {
    nanosEach = rate == 0 ? 0 : 1e9 / rate;
  }

  long due(long turn) {
    return start + (long) (turn * nanosEach) / TICK * TICK;
  }

  /** Waits for the turn and returns when it was due. */
  long await(long turn) {
    long due = due(turn);
    long wait = due - System.nanoTime();
    while (wait > 0) {
      LockSupport.parkNanos(wait);
      wait = due - System.nanoTime();
    }
    return nanosEach == 0 ? System.nanoTime() : due;
  }
}
