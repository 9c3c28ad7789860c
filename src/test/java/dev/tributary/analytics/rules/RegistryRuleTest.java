package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryRuleTest {
  private static final String WARM =
      "- {alert: warm, of: temperature, with: registry, when: .value > .registry.max}";
  private static final String SILENT =
      "- {alert: silent, of: \"*\", silent: 1m, expected: registry}";

  private static Map<String, String> registry(String yaml) {
    return Map.of("registry.yaml", yaml);
  }

  @Test
  void aDeviceIsJudgedByItsLineAndTheLaterOneCounts() {
    RuleBench bench =
        new RuleBench(
            WARM,
            registry(
                """
                "cold-*": {max: 8, room: cellar}
                cold-7: {max: 5}
                "*-8": {max: 100}
                """));
    bench.send(0, "cold-1", "temperature", "6");
    bench.send(0, "cold-7", "temperature", "6");
    bench.send(0, "cold-8", "temperature", "50");
    bench.send(0, "hot", "temperature", "900");
    assertThat(bench.said()).containsExactly("warm/cold-7 firing 0.0 condition");
    // of whom the registry knows nothing, nothing is judged
    assertThat(bench.tally.missing.sum()).isEqualTo(1);
    assertThat(bench.failed).isEmpty();
  }

  @Test
  void anEditOfTheRegistryJudgesTheNextReadingAndKeepsTheState() {
    RuleBench bench = new RuleBench(WARM, registry("d: {max: 8}"));
    bench.send(0, "d", "temperature", "9");
    bench.edit(WARM, registry("d: {max: 7}"));
    bench.send(1, "d", "temperature", "9");
    bench.edit(WARM, registry("d: {max: 20}"));
    assertThat(bench.said()).containsExactly("warm/d firing 0.0 condition");
    bench.send(2, "d", "temperature", "9");
    assertThat(bench.said()).hasSize(2).last().isEqualTo("warm/d resolved 2.0 condition");
    assertThat(bench.alerts.get(0).ruleVersion()).isNotEqualTo(bench.alerts.get(1).ruleVersion());
  }

  @Test
  void whoNeverSpokeIsSilentToo() {
    RuleBench bench = new RuleBench(SILENT, registry("a: {}\nb:\n\"c-*\": {}\n"));
    bench.ticks(0, 30);
    bench.send(30, "b", "temperature", "1");
    bench.restart();
    bench.ticks(31, 60);
    assertThat(bench.said()).containsExactly("silent/a firing 60.0 silent");
    AlertRecord fired = bench.alerts.get(0);
    assertThat(fired.since()).isEqualTo(RuleBench.START);
    assertThat(fired.evidence()).isEmpty();
    assertThat(fired.text()).isEqualTo("silent: a");
    assertThat(fired.toJson())
        .asString()
        .doesNotContain("\"kind\"", "\"region\"", "\"value\"", "null");
    bench.send(70, "a", "temperature", "1");
    bench.ticks(71, 120);
    assertThat(bench.said().subList(1, 3))
        .containsExactly("silent/a resolved 70.0 silent", "silent/b firing 90.0 silent");
    assertThat(bench.alerts.get(1).id()).isEqualTo(fired.id());
  }

  @Test
  void onlyTimeInWhichAGatewayCouldHearCountsForThemToo() {
    RuleBench bench = new RuleBench(SILENT, registry("a: {}"));
    bench.tick(0);
    for (int at = 1; at < 600; at++) {
      bench.engine.advance(RuleBench.millis(at), false);
    }
    assertThat(bench.said()).isEmpty();
    bench.ticks(600, 660);
    assertThat(bench.said()).hasSize(1);
  }

  @Test
  void whoIsNoLongerExpectedIsNoLongerMissed() {
    RuleBench bench = new RuleBench(SILENT, registry("a: {}\nb: {}"));
    bench.ticks(0, 59);
    bench.edit(SILENT, registry("b: {}\nz: {}"));
    bench.ticks(60, 61);
    assertThat(bench.said()).containsExactly("silent/b firing 60.0 silent");
    bench.edit(SILENT, registry("z: {}"));
    bench.ticks(62, 63);
    assertThat(bench.said()).last().isEqualTo("silent/b resolved 62.0 rule-changed");
    bench.restart();
    bench.ticks(64, 121);
    assertThat(bench.said()).hasSize(3).last().isEqualTo("silent/z firing 120.0 silent");
    assertThat(bench.engine.firing()).isEqualTo(1);
  }

  @Test
  void aPartitionExpectsOnlyTheDevicesThatComeToIt() {
    List<String> fired = new ArrayList<>();
    RuleSet rules = RuleBench.rules(SILENT, registry("a: {}\nb: {}"));
    for (String mine : List.of("a", "b")) {
      RuleBench other = new RuleBench("[]");
      RuleEngine engine = other.engine(mine::equals);
      engine.rules(rules);
      for (int at = 0; at <= 60; at++) {
        engine.advance(RuleBench.millis(at), true);
      }
      fired.addAll(other.said());
    }
    assertThat(fired).containsExactly("silent/a firing 60.0 silent", "silent/b firing 60.0 silent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[a, b] | registry.yaml:1: a registry must have lines of a device",
        "7 | :1: a registry must have lines of a device",
        "a/b: {max: 8} | registry.yaml:1: ",
        "a: 7 | :1: the attributes of a must be like {max_temperature: 8}",
        "a: {max-temp: 8} | an attribute must be called by A-Z a-z 0-9 _ but is called \"max-temp\"",
        "a: {max: [8]} | max must be a number, a text, true or false",
        "a: {max: ~} | max must be a number, a text, true or false",
        "{a: {max: 8}, b: {max: warm}} | max must have one type but is a string here and a number in routes/analytics/registry.yaml:1",
        "{a: {max: 8}, a: {max: 9}} | Duplicate field 'a'",
        "{a: {max: .nan}} | registry.yaml:1: Malformed numeric value",
        "{a: {max: warm}} | when compares .registry.max by order, but that is a string",
        "{a: {maxi: 8}} | when names .registry.max, but no device of registry.yaml has max; did you mean maxi?",
      })
  void namesWhatIsWrong(String yaml, String problem) {
    assertThat(RuleBench.problems(WARM, registry(yaml)))
        .singleElement()
        .asString()
        .startsWith("routes/analytics/")
        .contains(problem);
  }

  @Test
  void patternsAloneExpectNobodyAndAnAttributeMustBeRead() {
    assertThat(RuleBench.problems(SILENT, registry("\"a-*\": {}")))
        .singleElement()
        .asString()
        .contains("expected: registry needs devices by name, but registry.yaml has patterns only");
    assertThat(
            RuleBench.problems(
                "- {alert: x, of: temperature, with: registry, when: .value > 1}",
                registry("a: {max: 8}")))
        .singleElement()
        .asString()
        .contains("must read .registry.x in when or clear");
  }

  /**
   * Attributes by looking at the lines from the last to the first, with patterns as expressions.
   */
  @Test
  void attributesAsALookAtAllLinesSays() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Map<String, Integer> lines = new LinkedHashMap<>();
      for (int i = 0; i < 30; i++) {
        StringBuilder name = new StringBuilder();
        for (int j = 0; j < 3; j++) {
          name.append("ab*".charAt(random.nextInt(3)));
        }
        lines.putIfAbsent(name.toString(), random.nextInt(20));
      }
      StringBuilder yaml = new StringBuilder();
      lines.forEach((name, max) -> yaml.append("\"%s\": {max: %d}\n".formatted(name, max)));
      RuleBench bench = new RuleBench(WARM, registry(yaml.toString()));
      Set<String> expected = new TreeSet<>();
      for (int i = 0; i < 100; i++) {
        StringBuilder device = new StringBuilder();
        for (int j = 1 + random.nextInt(5); j > 0; j--) {
          device.append("ab".charAt(random.nextInt(2)));
        }
        int value = random.nextInt(20);
        Integer max = null;
        for (Map.Entry<String, Integer> line : lines.entrySet()) {
          if (device.toString().matches(line.getKey().replace("*", ".*"))) {
            max = line.getValue();
          }
        }
        String name = device + "";
        bench.send(i, name, "temperature", Integer.toString(value));
        if (max != null) {
          if (value > max) {
            expected.add("warm/" + name);
          } else {
            expected.remove("warm/" + name);
          }
        }
      }
      Set<String> fires = new TreeSet<>();
      for (AlertRecord alert : bench.alerts) {
        if (alert.state() == AlertRecord.State.FIRING) {
          fires.add(alert.stateKey());
        } else {
          fires.remove(alert.stateKey());
        }
      }
      assertThat(fires).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
