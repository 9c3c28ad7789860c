package dev.tributary.analytics.rules;

/**
 * A part of the state under a name of its own. It changes far more often than state is committed,
 * so it is written as bytes only then.
 */
public abstract class Stored {
  private boolean waiting;
  private boolean deleted;

  abstract String storeKey();

  abstract byte[] toBytes();

  /** Notes that it is to be written; false if that was known. */
  public final boolean await() {
    boolean first = !waiting;
    waiting = true;
    return first;
  }

  /** Writes it as it is now, unless it is deleted. */
  public final void write(Store store) {
    waiting = false;
    if (!deleted) {
      store.put(storeKey(), toBytes());
    }
  }

  final void delete(Store store) {
    deleted = true;
    store.put(storeKey(), null);
  }
}
