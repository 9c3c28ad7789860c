package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of memory, beside what the heap says. */
class StateSizeTest {
  private static final int DEVICES = 5_000;
  private static final int READINGS = 12;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {measure: temperature.avg, of: temperature, every: 1m, value: avg}",
        "- {measure: temperature.inc, of: temperature, every: 10m, value: increase}",
        "- {alert: hot, of: temperature, when: .value > 10}",
        "- {alert: silent, of: temperature, silent: 1h}",
        "- {alert: off, of: temperature, when: .value > 100, for: 2m}",
      })
  void theMemoryOfStateIsThatOfTheHeapGiveOrTakeHalf(String yaml) {
    MemoryStore store = new MemoryStore();
    RuleBench quiet = new RuleBench("");
    long before = used();
    RuleEngine engine = new RuleEngine(RuleBench.rules(yaml), store, quiet.output(), new Tally());
    for (int i = 0; i < READINGS; i++) {
      for (int d = 0; d < DEVICES; d++) {
        long at = RuleBench.START + i * 60_000L;
        engine.accept(
            new Reading(
                new UUID(i, d).toString(),
                "device-" + d,
                "region",
                "temperature",
                BigDecimal.valueOf(2150 + d % 100, 2),
                "Cel",
                at,
                at,
                JsonNodeFactory.instance.objectNode().put("value", 21)));
      }
      engine.advance(RuleBench.START + i * 60_000L, true);
      quiet.alerts.clear();
      quiet.measures.clear();
    }
    long after = used();
    long said = store.size().memory();
    assertThat(said).isBetween((long) (0.6 * (after - before)), (long) (1.7 * (after - before)));
    assertThat(engine.windows()).isNotNegative();
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
