package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaselineRuleTest {
  private static final String ODD =
      "- {alert: odd, of: temperature, baseline: {over: 1h, slices: 5m, least: 10%s}, when: .z > 4 or .z < -4}";

  private static void usual(RuleBench bench, double from, int count) {
    for (int i = 0; i < count; i++) {
      bench.send(from + i * 10, "d", "temperature", i % 2 == 0 ? "20" : "21");
    }
  }

  @Test
  void aReadingIsJudgedByThoseBeforeItOnceThereAreEnough() {
    RuleBench bench = new RuleBench(ODD.formatted(""));
    usual(bench, 0, 9);
    bench.send(95, "d", "temperature", "99");
    assertThat(bench.said()).isEmpty();
    assertThat(bench.tally.missing.sum()).isEqualTo(10);
    RuleBench enough = new RuleBench(ODD.formatted(""));
    usual(enough, 0, 10);
    enough.restart();
    enough.send(105, "d", "temperature", "22.6");
    enough.send(106, "d", "temperature", "20");
    assertThat(enough.said())
        .containsExactly("odd/d firing 105.0 condition", "odd/d resolved 106.0 condition");
  }

  @Test
  void whatComesWhileItFiresBecomesUsualUnlessTheRuleSaysNo() {
    RuleBench learns = new RuleBench(ODD.formatted(""));
    RuleBench stays = new RuleBench(ODD.formatted(", not-while: firing"));
    for (RuleBench bench : new RuleBench[] {learns, stays}) {
      usual(bench, 0, 20);
      for (int i = 0; i < 20; i++) {
        bench.send(200 + i, "d", "temperature", "30");
      }
    }
    assertThat(learns.said()).hasSize(2).last().asString().contains("resolved");
    assertThat(stays.said()).containsExactly("odd/d firing 200.0 condition");
    // also for longer than the baseline is
    stays.restart();
    for (int i = 0; i < 20; i++) {
      stays.send(10_000 + i, "d", "temperature", "30");
    }
    assertThat(stays.said()).hasSize(1);
    stays.send(10_100, "d", "temperature", "20.5");
    assertThat(stays.said()).hasSize(2).last().isEqualTo("odd/d resolved 10100.0 condition");
  }

  @Test
  void whatIsOldIsNotUsualAnyMore() {
    RuleBench bench = new RuleBench(ODD.formatted(""));
    usual(bench, 0, 20);
    bench.send(4_000, "d", "temperature", "99");
    assertThat(bench.said()).isEmpty();
    assertThat(bench.stored.keySet().stream().filter(key -> key.startsWith("b/"))).hasSize(1);
  }

  @Test
  void whereAllValuesAreTheSameThereIsNoZ() {
    RuleBench bench = new RuleBench(ODD.formatted(""));
    for (int i = 0; i < 20; i++) {
      bench.send(i, "d", "temperature", "0.1");
    }
    bench.send(30, "d", "temperature", "0.2");
    assertThat(bench.said()).isEmpty();
    assertThat(bench.tally.missing.sum()).isEqualTo(21);
    bench.send(31, "d", "temperature", "0.2");
    assertThat(bench.said()).containsExactly("odd/d firing 31.0 condition");
  }

  @Test
  void ofSeveralKindsEachHasItsOwnAndOthersThanNumbersHaveNone() {
    RuleBench bench = new RuleBench(ODD.formatted("").replace("temperature", "\"*\""));
    for (int i = 0; i < 20; i++) {
      bench.send(i, "d", "temperature", Integer.toString(20 + i % 2));
      bench.send(i, "d", "humidity", Integer.toString(70 + i % 2));
      bench.send(i, "d", "motion", "true");
      bench.send(i, "d", "status", "\"on\"");
      bench.send(i, "d", "vibration", "1e300");
    }
    bench.restart();
    bench.send(30, "d", "humidity", "20");
    assertThat(bench.said()).containsExactly("odd/d/humidity firing 30.0 condition");
    assertThat(bench.failed).isEmpty();
  }

  @Test
  void anEditOfItsTimeBeginsAnewAndLeavesNothing() {
    RuleBench bench = new RuleBench(ODD.formatted(""));
    usual(bench, 0, 20);
    bench.edit(ODD.formatted(", not-while: firing"));
    bench.send(200, "d", "temperature", "30");
    assertThat(bench.said()).hasSize(1);
    bench.edit(ODD.formatted("").replace("1h", "2h"));
    assertThat(bench.said()).hasSize(2).last().asString().contains("rule-changed");
    assertThat(bench.stored.keySet()).noneMatch(key -> key.startsWith("b/"));
  }

  @Test
  void digitsAreNotLostWhereAMeanIsLarge() {
    Spread spread = Spread.NONE;
    for (int i = 0; i < 1_000; i++) {
      spread = spread.and(Spread.of(1e9 + i % 2));
    }
    assertThat(spread.deviation()).isCloseTo(0.5, within(1e-6));
  }

  /** Every reading, in any order: what is said of it is what two passes over all before it give. */
  @Test
  void isWhatALookAtAllReadingsSays() {
    Rule.Usual usual = new Rule.Usual(600_000, 60_000, 3, false);
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      MemoryStore store = new MemoryStore();
      Baselines baselines = new Baselines("r", store);
      List<long[]> times = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      long now = RuleBench.START;
      long newest = Long.MIN_VALUE;
      for (int i = 0; i < 200; i++) {
        now += random.nextInt(random.nextInt(20) == 0 ? 900_000 : 20_000);
        long at = random.nextInt(4) == 0 ? now - random.nextInt(700_000) : now;
        double value = 1_000 + random.nextGaussian();
        Reading reading =
            RuleBench.reading("i" + i, at, now, "d", "temperature", Double.toString(value), "");
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        baselines.describe(usual, "d", reading, false, facts);
        long slice = Math.floorDiv(at, 60_000) * 60_000;
        // an older reading leaves out what was already left out for a newer one
        newest = Math.max(newest, slice);
        List<Double> known = new ArrayList<>();
        for (int j = 0; j < times.size(); j++) {
          if (times.get(j)[0] > newest - 600_000 && times.get(j)[1] == 1) {
            known.add(values.get(j));
          }
        }
        double mean = known.stream().mapToDouble(v -> v).average().orElse(0);
        double deviation =
            Math.sqrt(known.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElse(0));
        JsonNode baseline = facts.path("baseline");
        assertThat(baseline.isObject()).as("seed %d, %d", seed, i).isEqualTo(known.size() >= 3);
        if (baseline.isObject()) {
          assertThat(baseline.path("count").asInt()).isEqualTo(known.size());
          assertThat(baseline.path("mean").asDouble()).isCloseTo(mean, within(1e-9));
          assertThat(baseline.path("stddev").asDouble()).isCloseTo(deviation, within(1e-9));
          assertThat(baseline.path("max").asDouble())
              .isEqualTo(known.stream().mapToDouble(v -> v).max().orElseThrow());
          assertThat(facts.path("z").asDouble())
              .isCloseTo((value - mean) / deviation, within(1e-6));
        }
        times.add(new long[] {slice, slice > newest - 600_000 ? 1 : 0});
        values.add(value);
        if (random.nextInt(10) == 0) {
          Baselines again = new Baselines("r", store);
          store.forEach((key, bytes) -> again.load(key.substring("b/r/".length()), bytes));
          baselines = again;
        }
      }
    }
  }
}
