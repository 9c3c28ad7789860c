package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.RuleEngine;
import dev.tributary.analytics.rules.StateSize;
import dev.tributary.analytics.rules.Store;
import dev.tributary.analytics.rules.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.ProcessorContext;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * The state of rules in a store of Streams, which its changelog restores. What changed is written
 * when Streams is about to commit and asks caches for what they hold. For one thread.
 */
final class RuleStore implements Store, StateStore, CachedStateStore<String, byte[]> {
  /** Of so many entries the mean size is known; older ones count less and less. */
  private static final long REMEMBERED = 1_000_000;

  private final KeyValueStore<String, byte[]> store;
  private final List<Stored> changed = new ArrayList<>();
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

  @Override
  public void changed(Stored state) {
    if (state.await()) {
      changed.add(state);
    }
  }

  @Override
  public void flushCache() {
    changed.forEach(state -> state.write(this));
    changed.clear();
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

  @Override
  public boolean setFlushListener(CacheFlushListener<String, byte[]> listener, boolean oldValues) {
    return false;
  }

  @Override
  public void clearCache() {
    changed.clear();
  }

  @Override
  public String name() {
    return store.name();
  }

  @Deprecated
  @Override
  public void init(ProcessorContext context, StateStore root) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    changed.clear();
    store.init(context, root);
  }

  @Override
  public void flush() {
    flushCache();
    store.flush();
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public boolean persistent() {
    return store.persistent();
  }

  @Override
  public boolean isOpen() {
    return store.isOpen();
  }

  /** Makes one for each partition. */
  static StoreBuilder<RuleStore> builder(String name) {
    return new Builder(
        Stores.keyValueStoreBuilder(HashStore.supplier(name), Serdes.String(), Serdes.ByteArray()));
  }

  private record Builder(StoreBuilder<KeyValueStore<String, byte[]>> of)
      implements StoreBuilder<RuleStore> {
    @Override
    public RuleStore build() {
      return new RuleStore(of.build());
    }

    @Override
    public StoreBuilder<RuleStore> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<RuleStore> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<RuleStore> withLoggingEnabled(Map<String, String> config) {
      return new Builder(of.withLoggingEnabled(config));
    }

    @Override
    public StoreBuilder<RuleStore> withLoggingDisabled() {
      return new Builder(of.withLoggingDisabled());
    }

    @Override
    public Map<String, String> logConfig() {
      return of.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
      return of.loggingEnabled();
    }

    @Override
    public String name() {
      return of.name();
    }
  }
}
