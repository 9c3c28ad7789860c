package dev.tributary.analytics.rules;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** State of rules that run aside, and is gone with them. */
final class MemoryStore implements Store {
  private final Map<String, byte[]> entries = new TreeMap<>();

  @Override
  public void put(String key, byte[] value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public void forEach(BiConsumer<String, byte[]> entry) {
    Map.copyOf(entries).forEach(entry);
  }

  StateSize size() {
    long bytes = 0;
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      bytes += entry.getKey().length() + entry.getValue().length;
    }
    return new StateSize(entries.size(), bytes);
  }

  Map<String, byte[]> entries() {
    return entries;
  }
}
