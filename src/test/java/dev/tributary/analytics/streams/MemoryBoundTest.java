package dev.tributary.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.analytics.rules.RuleSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBoundTest {
  private static final long MIB = 1024 * 1024;

  private final AtomicLong taken = new AtomicLong();
  private final MemoryBound bound = new MemoryBound(10 * MIB, taken::get);
  private final RuleSet rules = RuleSet.NONE.only("a");
  private final RuleSet edited = RuleSet.NONE.only("b");

  @Test
  void atTheBoundNewDevicesAreNotTakenInAndItIsSaid() {
    taken.set(10 * MIB - 1);
    assertThat(bound.isFull()).isFalse();
    assertThat(bound.problem(rules)).isNull();
    taken.set(11 * MIB);
    assertThat(bound.isFull()).isTrue();
    assertThat(bound.stops(rules)).isFalse();
    assertThat(bound.problem(rules))
        .isEqualTo(
            "rules do not take in devices that are new: their state takes about 11 MiB and"
                + " tributary.analytics.max-memory is 10 MiB");
  }

  @Test
  void farAboveItRulesStopUntilTheyAreEdited() {
    taken.set(16 * MIB);
    assertThat(bound.stops(rules)).isTrue();
    taken.set(0);
    assertThat(bound.stops(rules)).isTrue();
    assertThat(bound.problem(rules)).startsWith("rules do not run: their state takes more than");
    assertThat(bound.stops(edited)).isFalse();
    assertThat(bound.problem(edited)).isNull();
  }
}
