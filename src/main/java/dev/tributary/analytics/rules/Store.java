package dev.tributary.analytics.rules;

import java.util.function.BiConsumer;

/** Where the state of rules lies, by name; what is put is there again after a restart. */
public interface Store {
  /**
   * @param value null to delete
   */
  void put(String key, byte[] value);

  /** Puts what has changed, by the next commit; where nothing is committed, at once. */
  default void changed(Stored state) {
    state.write(this);
  }

  void forEach(BiConsumer<String, byte[]> entry);
}
