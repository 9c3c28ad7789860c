package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What the engine writes, and when. */
class StoredTest {
  private static final String RULES =
      """
      - {measure: t.sum, of: temperature, every: 1m, value: sum}
      - {alert: warm, of: temperature, when: .value > 50, for: 3 events}
      """;

  /** As one of Streams: what changed is written with a commit. */
  private static final class CommittedStore implements Store {
    private final Map<String, byte[]> entries = new HashMap<>();
    private final List<Stored> changed = new ArrayList<>();
    private int puts;

    @Override
    public void put(String key, byte[] value) {
      puts++;
      if (value == null) {
        entries.remove(key);
      } else {
        entries.put(key, value);
      }
    }

    @Override
    public void changed(Stored state) {
      if (state.await()) {
        changed.add(state);
      }
    }

    @Override
    public void forEach(BiConsumer<String, byte[]> entry) {
      Map.copyOf(entries).forEach(entry);
    }

    void commit() {
      changed.forEach(state -> state.write(this));
      changed.clear();
    }
  }

  @Test
  void aStateIsWrittenOnceForAllItsChangesUpToACommit() {
    CommittedStore store = new CommittedStore();
    RuleBench bench = new RuleBench(RULES, store);
    store.commit();
    int before = store.puts;
    for (int i = 0; i < 50; i++) {
      bench.send(i, "d", "temperature", "1");
    }
    assertThat(store.puts).isEqualTo(before);
    store.commit();
    // the window, the alert, and the ids of one minute
    assertThat(store.puts - before).isEqualTo(3);
    store.commit();
    assertThat(store.puts - before).isEqualTo(3);
  }

  @Test
  void whatIsDeletedBeforeACommitIsNotWrittenByIt() {
    CommittedStore store = new CommittedStore();
    RuleBench bench = new RuleBench(RULES, store);
    bench.send(0, "d", "temperature", "1");
    bench.edit("[]");
    store.commit();
    assertThat(store.entries.keySet()).noneMatch(key -> key.matches("[wa]/.*"));
    bench.edit(RULES);
    bench.send(1, "d", "temperature", "1");
    store.commit();
    assertThat(store.entries.keySet()).anyMatch(key -> key.startsWith("w/t.sum/d/"));
  }
}
