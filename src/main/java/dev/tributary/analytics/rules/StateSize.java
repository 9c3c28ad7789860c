package dev.tributary.analytics.rules;

/**
 * How much memory state takes: as bytes in a store, and as objects beside it. Measured, not exact
 * (StateSizeTest).
 */
public record StateSize(long entries, long bytes) {
  /** What an entry takes beside what is in it, in the store and as an object. */
  private static final long PER_ENTRY = 320;

  /** A byte of state is there twice, and wider as an object: two and a half, in halves. */
  private static final long HALVES_PER_BYTE = 5;

  public long memory() {
    return entries * PER_ENTRY + bytes * HALVES_PER_BYTE / 2;
  }
}
