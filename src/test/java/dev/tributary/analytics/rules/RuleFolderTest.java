package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFolderTest {
  private static final String MEASURE =
      "- {measure: t.avg, of: temperature, every: 5m, value: avg%s}";
  private static final String ALERT = "- {alert: humid, of: humidity, when: .value > 85%s}";

  @Test
  void readsAMeasureWithItsDefaults() {
    RuleSet rules = RuleBench.rules(MEASURE.formatted(""));
    assertThat(rules.measures())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.name()).isEqualTo("t.avg");
              assertThat(rule.over()).isEqualTo(300_000);
              assertThat(rule.every()).isEqualTo(300_000);
              assertThat(rule.value()).isEqualTo(Aggregation.AVG);
              assertThat(rule.late()).isEqualTo(30_000);
              assertThat(rule.corrections()).isEqualTo(6 * 3_600_000);
              assertThat(rule.where()).isEqualTo("routes/analytics/rules.yaml:1");
            });
  }

  @Test
  void readsAnAlertWithAllThatItCanHave() {
    RuleSet rules =
        RuleBench.rules(
            """
            - alert: humid
              of: humidity
              when: .value > 85
              for: 2m
              clear: .value < 80
              clear-for: 3 events
              repeat: 4h
              severity: critical
              text: "{device}: {value} {unit} for {duration} in {attributes.room}"
              notify: [webhook]
            """);
    assertThat(rules.alerts())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.holdFor()).isEqualTo(new Rule.Hold(120_000, 0));
              assertThat(rule.clearFor()).isEqualTo(new Rule.Hold(0, 3));
              assertThat(rule.repeat()).isEqualTo(4 * 3_600_000);
              assertThat(rule.severity()).isEqualTo("critical");
              assertThat(rule.channels()).containsExactly("webhook");
            });
  }

  @Test
  void aVersionChangesWithAllThatARuleSaysAndAMeaningOnlyWithItsState() {
    Rule first = RuleBench.rules(ALERT.formatted("")).rule("humid");
    Rule text = RuleBench.rules(ALERT.formatted(", severity: info")).rule("humid");
    assertThat(text.version()).isNotEqualTo(first.version());
    assertThat(text.meaning()).isEqualTo(first.meaning());
    Rule other =
        RuleBench.rules("- {alert: humid, of: temperature, when: .value > 85}").rule("humid");
    assertThat(other.meaning()).isNotEqualTo(first.meaning());
    Rule reordered =
        RuleBench.rules("- {of: humidity, when: .value > 85, alert: humid}").rule("humid");
    assertThat(reordered.version()).isEqualTo(first.version());
  }

  @Test
  void orderMeasuresBehindThoseThatTheyRead() {
    RuleSet rules =
        RuleBench.rules(
            """
            - {measure: c.max, of: b.max, every: 1h, value: max, late: 2m}
            - {measure: b.max, of: a.max, every: 10m, value: max, late: 1m}
            - {measure: a.max, of: temperature, every: 1m, value: max}
            """);
    assertThat(rules.measures())
        .extracting(Rule.Measure::name)
        .containsExactly("a.max", "b.max", "c.max");
    assertThat(rules.only("b.max").all()).extracting(Rule::name).containsExactly("a.max", "b.max");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "- {measur: t.avg} | :1: a rule begins with either \"measure:\" or \"alert:\"",
        "- {measure: t.avg, alert: x} | :1: a rule begins with either \"measure:\" or \"alert:\"",
        "measure: t.avg | :1: a file of rules must be a list, each beginning with \"- measure:\" or \"- alert:\"",
        "- {measure: avg, of: temperature, every: 5m, value: avg} | the name of a measure must be words",
        "- {measure: T.avg, of: temperature, every: 5m, value: avg} | but is \"T.avg\"",
        "- {alert: Humid, of: humidity, when: .value > 1} | the name of an alert must be a-z",
        "- {measure: t.avg, of: temprature, every: 5m, value: avg} | but \"temprature\" is none; did you mean temperature?",
        "- {measure: t.avg, every: 5m, value: avg} | a rule needs of",
        "- {measure: t.avg, of: temperature, value: avg} | a measure needs every",
        "- {measure: t.avg, of: temperature, every: 5x, value: avg} | every must be a duration like 500ms, 5s, 10m, 2h or 7d but is \"5x\"",
        "- {measure: t.avg, of: temperature, every: 1ms, value: avg} | every must be from 1s to 31d but is 1ms",
        "- {measure: t.avg, of: temperature, every: 5m, over: 12m, value: avg} | over must be every, or up to 288 times that, but is 12m",
        "- {measure: t.avg, of: temperature, every: 1s, over: 1h, value: avg} | over must be every, or up to 288 times that, but is 1h",
        "- {measure: t.avg, of: temperature, every: 5m, value: average} | value must be one of",
        "- {measure: t.avg, of: temperature, every: 5m, value: p0} | increase, p1 to p99 but is \"p0\"",
        "- {measure: t.avg, of: temperature, every: 5m, value: p100} | but is \"p100\"",
        "- {measure: t.avg, of: temperature, every: 5m, value: percentile} | but is \"percentile\"",
        "- {measure: t.avg, of: motion, every: 5m, value: p95} | value: p95 needs kinds whose type is number but motion is a boolean",
        "- {measure: t.avg, of: motion, every: 5m, value: avg} | value: avg needs kinds whose type is number but motion is a boolean",
        "- {measure: t.avg, of: \"*\", every: 5m, value: avg} | value: avg needs kinds whose type is number, one by one, but of is \"*\"",
        "- {measure: t.avg, of: temperature, every: 5m, value: avg, by: regoin} | by must be device, region, attributes.<name> or all, but is \"regoin\"; did you mean region?",
        "- {measure: t.avg, of: temperature, every: 5m, value: avg, by: attributes.} | by must be device, region, attributes.<name> or all, but is \"attributes.\"",
        "- {alert: x, of: humidity, when: .value > 1, by: region} | an alert is by: device; for a group of them, let it read a measure with by: region",
        "[{measure: t.avg, of: temperature, every: 5m, value: avg}, {measure: t.room, of: t.avg, every: 5m, value: max, by: attributes.room}] | by: attributes.room needs kinds, for a measure has no attributes of devices",
        "[{measure: t.r, of: temperature, every: 5m, value: avg, by: region}, {measure: t.all, of: t.r, every: 5m, value: max, by: all}] | by: all needs kinds, or measures of devices, but t.r is one of groups",
        "[{measure: t.r, of: temperature, every: 5m, value: avg, by: region}, {alert: x, of: [t.r, humidity], when: .value > 1}] | of must name measures of groups alone, or none, but has humidity, t.r",
        "[{measure: t.r, of: temperature, every: 5m, value: avg, by: region}, {alert: x, of: [t.r, humidity], silent: 1h}] | of must name measures of groups alone",
        "- {measure: t.avg, of: temperature, every: 5m, value: avg, late: 7m, corrections: 5m} | corrections must be at least late",
        "- {measure: t.avg, of: t.avg, every: 5m, value: avg} | a measure may not read itself",
        "- {alert: x, of: humidity} | an alert needs either when or silent",
        "- {alert: x, of: humidity, when: .value > 1, silent: 1m} | an alert needs either when or silent",
        "- {alert: x, of: humidity, silent: 1m, for: 2m} | an alert with silent has no for",
        "- {alert: x, of: humidity, when: .value >} | when is no JSLT",
        "- {alert: x, of: humidity, when: .valu > 1} | when names .valu, which no event has",
        "- {alert: x, of: humidity, when: .attributes > 1} | when names .attributes, which no event has",
        "- {alert: x, of: humidity, when: .value.lat > 1} | when names .value.lat, but the value is no position",
        "- {alert: x, of: motion, when: .value > 1} | a comparison of .value needs kinds whose type is number but motion is a boolean",
        "- {alert: x, of: humidity, when: now() > 1} | so that now() cannot stand in it",
        "- {alert: x, of: humidity, when: 'if (.value) true'} | must be made of paths, values, comparisons",
        "- {alert: x, of: humidity, when: .value > 1, optional: [.attributes.y]} | optional names a path of when or clear but \".attributes.y\" is none",
        "- {alert: x, of: humidity, when: .value > 1, for: 0 events} | for must be at least 1 event",
        "- {alert: x, of: humidity, when: .value > 1, severity: warn} | severity must be one of info, warning, critical but is \"warn\"",
        "- {alert: x, of: humidity, when: .value > 1, text: '{devce}'} | but \"{devce}\" is none; did you mean device?",
        "- {alert: x, of: humidity, when: .value > 1, text: '{{x}}'} | text with {{…}} is not read in rules yet",
        "- {alert: x, of: humidity, when: .value > 1, notify: webhook} | notify must be a list",
        "- {alert: x, of: humidity, when: .value > 1, clearfor: 1m} | no \"clearfor\"; did you mean clear-for?",
        "- {alert: x, of: gps, zone: depots, when: .inside} | zone must name a file zones/<name>.geojson beside the rules but \"depots\" is none",
        "- {alert: x, of: gps, margin: 30m, when: .value.lat > 1} | margin is that of a zone, but the alert has no zone",
        "- {alert: x, of: gps, when: .inside} | when names .inside, which only an alert with zone has",
        "- {alert: x, of: gps, silent: 1m, zone: depots} | an alert with silent has no zone",
        "- {alert: x, of: humidity, with: registry, when: .value > .registry.max} | with: registry needs registry.yaml beside the rules",
        "- {alert: x, of: humidity, with: registri, when: .value > 1} | with must be registry but is \"registri\"",
        "- {alert: x, of: humidity, when: .value > .registry.max} | when names .registry.max, which only an alert with \"with: registry\" has",
        "- {alert: x, of: humidity, when: .value > 1, expected: registry} | an alert with when has no expected",
        "- {alert: x, of: humidity, baseline: {over: 1d}, when: .value > 1} | an alert with baseline must read one of .z, .baseline.mean",
        "- {alert: x, of: humidity, baseline: 1d, when: .z > 4} | baseline must be like {over: …}",
        "- {alert: x, of: humidity, baseline: {ovr: 1d}, when: .z > 4} | baseline has over, slices, least, not-while but no \"ovr\"; did you mean over?",
        "- {alert: x, of: humidity, baseline: {least: 10}, when: .z > 4} | baseline must have over",
        "- {alert: x, of: humidity, baseline: {over: 1d, slices: 7m}, when: .z > 4} | slices must divide over into 2 to 288 equal parts, but are 7m of 1d",
        "- {alert: x, of: humidity, baseline: {over: 1d, slices: 1m}, when: .z > 4} | slices must divide over into 2 to 288 equal parts, but are 1m of 1d",
        "- {alert: x, of: humidity, baseline: {over: 1d, least: 1}, when: .z > 4} | least must be a number of readings from 2 to 1000000 but is \"1\"",
        "- {alert: x, of: humidity, baseline: {over: 1d, not-while: silent}, when: .z > 4} | not-while must be firing but is \"silent\"",
        "- {alert: x, of: motion, baseline: {over: 1d}, when: .z > 4} | baseline needs kinds whose type is number but motion is a boolean",
        "- {alert: x, of: humidity, baseline: {over: 1d}, when: .baseline.avg > 4} | when names .baseline.avg, but baseline has .z, .baseline.mean",
        "- {alert: x, of: humidity, when: .z > 4} | when names .z, which only an alert with baseline has",
        "- {alert: x, of: humidity, silent: 1m, baseline: {over: 1d}} | an alert with silent has no baseline",
        "- {alert: x, of: humidity, also: {}, when: .value > 1} | also must be like {temperature: {over: 5m, value: avg}}",
        "- {alert: x, of: humidity, silent: 1m, expected: registry} | expected: registry needs registry.yaml beside the rules",
        "- {alert: x, of: humidity, when: .value > 1, where: edge} | where: is not computed yet",
      })
  void namesWhatIsWrong(String yaml, String problem) {
    assertThat(RuleBench.problems(yaml))
        .anySatisfy(
            line -> assertThat(line).startsWith("routes/analytics/rules.yaml").contains(problem));
  }

  @Test
  void tellsAllProblemsAtOnceWithTheirLines() {
    assertThat(
            RuleBench.problems(
                """
                - measure: t.avg
                  of: temprature
                  every: 5m
                  value: mean
                - alert: x
                  of: humidity
                  when: .value > 1
                  sevrity: info
                """))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("routes/analytics/rules.yaml:2: "))
        .anyMatch(line -> line.startsWith("routes/analytics/rules.yaml:4: "))
        .anyMatch(line -> line.startsWith("routes/analytics/rules.yaml:8: "));
  }

  @Test
  void twoRulesOfOneNameAreAProblemAcrossFiles(@TempDir Path folder) throws Exception {
    Path analytics = Files.createDirectories(folder.resolve("routes/analytics"));
    Files.writeString(analytics.resolve("a.yaml"), ALERT.formatted(""));
    Files.writeString(analytics.resolve("b.yaml"), ALERT.formatted(", for: 1m"));
    List<String> problems = new ArrayList<>();
    RuleFolder.read(folder.resolve("routes"), RuleBench.KINDS, problems);
    assertThat(problems)
        .containsExactly(
            "routes/analytics/b.yaml:1: two rules may not have one name, but \"humid\" stands in"
                + " routes/analytics/a.yaml:1 already");
  }

  @Test
  void filesThatAreNotReadAreNamed(@TempDir Path folder) throws Exception {
    Path analytics = Files.createDirectories(folder.resolve("routes/analytics"));
    Files.writeString(analytics.resolve("b.yml"), ALERT.formatted(""));
    List<String> problems = new ArrayList<>();
    assertThat(RuleFolder.read(folder.resolve("routes"), RuleBench.KINDS, problems).isEmpty())
        .isTrue();
    assertThat(problems)
        .containsExactly("routes/analytics/b.yml: a file of rules must end in .yaml");
  }

  @Test
  void nothingIsWrongWithAFolderThatHasNone(@TempDir Path folder) {
    List<String> problems = new ArrayList<>();
    assertThat(RuleFolder.read(folder, RuleBench.KINDS, problems).isEmpty()).isTrue();
    assertThat(problems).isEmpty();
  }
}
