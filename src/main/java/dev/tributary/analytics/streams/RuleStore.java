package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.RuleEngine;
import dev.tributary.analytics.rules.StateSize;
import dev.tributary.analytics.rules.Store;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The state of rules in a store of Streams, which its changelog restores. For one thread. */
final class RuleStore implements Store {
  /** Of so many entries the mean size is known; older ones count less and less. */
  private static final long REMEMBERED = 1_000_000;

  private final KeyValueStore<String, byte[]> store;
  private long seen;
  private long seenBytes;

  RuleStore(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  @Override
  public void put(String key, byte[] value) {
    try {
      if (value == null) {
        store.delete(key);
      } else {
        store.put(key, value);
        see(key, value);
      }
    } catch (RuntimeException e) {
      throw new RuleEngine.Fatal(e);
    }
  }

  private void see(String key, byte[] value) {
    if (seen >= REMEMBERED) {
      seen /= 2;
      seenBytes /= 2;
    }
    seen++;
    seenBytes += key.length() + value.length;
  }

  @Override
  public void forEach(BiConsumer<String, byte[]> entry) {
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> next = all.next();
        see(next.key, next.value);
        entry.accept(next.key, next.value);
      }
    }
  }

  /** What is in it, as the mean entry says: to count the bytes would cost a look at each put. */
  StateSize size() {
    long entries = store.approximateNumEntries();
    return new StateSize(entries, seen == 0 ? 0 : entries * seenBytes / seen);
  }
}
