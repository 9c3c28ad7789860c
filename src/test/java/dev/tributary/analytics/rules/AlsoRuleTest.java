package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlsoRuleTest {
  private static final String BOTH =
      "- {alert: both, of: humidity, also: {temperature: {over: 1m, value: %s}}, when: .value > 80 and .temperature > 60}";

  @Test
  void aConditionReadsAnotherKindOfTheSameDevice() {
    RuleBench bench = new RuleBench(BOTH.formatted("avg"));
    bench.send(0, "d", "humidity", "90");
    bench.send(1, "other", "temperature", "99");
    bench.send(1, "d", "temperature", "50");
    bench.send(2, "d", "humidity", "90");
    bench.send(3, "d", "temperature", "80");
    assertThat(bench.said()).isEmpty();
    bench.restart();
    bench.send(4, "d", "humidity", "90");
    assertThat(bench.said()).containsExactly("both/d firing 4.0 condition");
    // what is read beside it is no reading of the alert: neither its value nor its time
    bench.send(50, "d", "temperature", "10");
    assertThat(bench.said()).hasSize(1);
    bench.send(60.5, "d", "humidity", "90");
    assertThat(bench.said()).hasSize(2).last().isEqualTo("both/d resolved 60.5 condition");
    // older than a minute: nothing is known, and the state stays
    bench.send(200, "d", "humidity", "90");
    assertThat(bench.said()).hasSize(2);
    assertThat(bench.tally.missing.sum()).isEqualTo(2);
  }

  @Test
  void aMeasureIsJudgedWithWhatWasReadInItsTime() {
    RuleBench bench =
        new RuleBench(
            """
            - {measure: h.max, of: humidity, every: 1m, value: max, late: 30s}
            - alert: bearing
              of: h.max
              baseline: {over: 1h, least: 2}
              also: {temperature: {over: 1m, value: p50}}
              when: .value > 1.2 * .baseline.mean and .temperature > 60
            """);
    for (int minute = 0; minute < 4; minute++) {
      bench.send(minute * 60 + 1, "d", "temperature", "70");
      bench.send(minute * 60 + 2, "d", "humidity", minute == 3 ? "90" : "50");
    }
    // after its end, but before it is judged
    bench.send(241, "d", "temperature", "10");
    bench.ticks(242, 300);
    assertThat(bench.said()).containsExactly("bearing/d firing 240.0 condition");
  }

  @Test
  void whatIsNoNumberIsSkippedAndCountedByCount() {
    RuleBench bench = new RuleBench(BOTH.formatted("p90"));
    for (String value : new String[] {"\"NaN\"", "true", "{}", "1e390"}) {
      bench.send(1, "d", "temperature", value);
    }
    bench.send(2, "d", "humidity", "90");
    assertThat(bench.tally.skipped.sum()).isEqualTo(4);
    assertThat(bench.tally.missing.sum()).isEqualTo(1);
    RuleBench counts =
        new RuleBench(
            "- {alert: shaken, of: humidity, also: {motion: {over: 1m, value: count}}, when: .motion > 2}");
    for (int i = 0; i < 3; i++) {
      counts.send(i, "d", "motion", "true");
    }
    counts.restart();
    counts.send(4, "d", "humidity", "1");
    assertThat(counts.said()).containsExactly("shaken/d firing 4.0 condition");
  }

  @Test
  void whatIsKnownHasAnEndAndGoesWithTheKind() {
    RuleBench bench = new RuleBench(BOTH.formatted("avg"));
    for (int i = 0; i < 1_500; i++) {
      bench.send(i / 100.0, "d", "temperature", "1");
    }
    assertThat(known(bench)).hasSize(AlsoValues.MOST);
    bench.send(2_000, "d", "temperature", "1");
    assertThat(known(bench)).hasSize(1);
    bench.edit(
        "- {alert: both, of: humidity, also: {energy: {over: 1m, value: avg}}, when: .energy > 1}");
    assertThat(known(bench)).isEmpty();
    bench.send(2_001, "d", "energy", "1");
    bench.edit("[]");
    assertThat(known(bench)).isEmpty();
  }

  private static List<String> known(RuleBench bench) {
    return bench.stored.keySet().stream().filter(key -> key.startsWith("o/")).toList();
  }

  @Test
  void namesWhatIsWrong() {
    String[] wrong = {
      "also: 5 | also must be like {temperature: {over: 5m, value: avg}}",
      "also: {temprature: {over: 5m, value: avg}} | but \"temprature\" is none; did you mean temperature?",
      "also: {temperature: 5m} | also must be like {over: …}",
      "also: {temperature: {over: 5m}} | also needs over and value",
      "also: {temperature: {ovr: 5m, value: avg}} | also has over, value but no \"ovr\"",
      "also: {temperature: {over: 2d, value: avg}} | over must be from 1s to 1d but is 2d",
      "also: {temperature: {over: 5m, value: increase}} | but is \"increase\"",
      "also: {motion: {over: 5m, value: avg}} | value: avg needs kinds whose type is number but motion is a boolean",
      "also: {temperature: {over: 5m, value: avg}} | must read .temperature in when or clear"
    };
    for (String each : wrong) {
      String[] parts = each.split(" \\| ");
      assertThat(
              RuleBench.problems(
                  "- {alert: x, of: humidity, %s, when: .value > 1}".formatted(parts[0])))
          .as(parts[0])
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("routes/analytics/rules.yaml:1: ")
                      .contains(parts[1]));
    }
    assertThat(
            RuleBench.problems(
                """
                - {measure: h.max, of: humidity, every: 1m, value: max, late: 1h}
                - {alert: x, of: h.max, also: {temperature: {over: 5m, value: avg}}, when: .temperature > 1}
                """))
        .singleElement()
        .asString()
        .contains("also needs measures whose late is at most 10m, but that of h.max is 1h");
  }

  private record Sent(int second, boolean main, int value) {}

  /** Two kinds that come in any order of time: as a look at all that came before says. */
  @Test
  void isWhatALookAtAllReadingsSays() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      RuleBench bench = new RuleBench(BOTH.formatted("avg"));
      List<Sent> sent = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      boolean fires = false;
      int latest = 0;
      for (int i = 0; i < 200; i++) {
        latest += random.nextInt(15);
        boolean main = random.nextBoolean();
        int at = main ? latest : latest - random.nextInt(30);
        int value = main ? 75 + random.nextInt(20) : 40 + random.nextInt(40);
        bench.send(at, latest, "d", main ? "humidity" : "temperature", Integer.toString(value), "");
        if (main) {
          int[] beside =
              sent.stream()
                  .filter(s -> !s.main() && s.second() > at - 60 && s.second() <= at)
                  .mapToInt(Sent::value)
                  .toArray();
          if (beside.length > 0) {
            boolean met = value > 80 && IntStream.of(beside).average().orElseThrow() > 60;
            if (met != fires) {
              fires = met;
              expected.add("both/d %s %d.0 condition".formatted(met ? "firing" : "resolved", at));
            }
          }
        }
        sent.add(new Sent(at, main, value));
        if (random.nextInt(10) == 0) {
          bench.restart();
        }
      }
      assertThat(bench.said()).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
