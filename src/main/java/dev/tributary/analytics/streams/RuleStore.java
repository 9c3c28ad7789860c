package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.RuleEngine;
import dev.tributary.analytics.rules.Store;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The state of rules in a store of Streams, which its changelog restores. */
record RuleStore(KeyValueStore<String, byte[]> store) implements Store {
  @Override
  public void put(String key, byte[] value) {
    try {
      if (value == null) {
        store.delete(key);
      } else {
        store.put(key, value);
      }
    } catch (RuntimeException e) {
      throw new RuleEngine.Fatal(e);
    }
  }

  @Override
  public void forEach(BiConsumer<String, byte[]> entry) {
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> next = all.next();
        entry.accept(next.key, next.value);
      }
    }
  }
}
