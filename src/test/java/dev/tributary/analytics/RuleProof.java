package dev.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** Compares what rules have come to with what the oracle lists. */
final class RuleProof {
  static final String RULES =
      """
      - {measure: t.sum, of: temperature, every: 10s, value: sum, late: 2s}
      - {measure: t.all, of: temperature, every: 10s, value: sum, by: all, late: 2s, corrections: 7d}
      - {alert: humid, of: humidity, when: .value > 85, clear: .value < 80}
      - {alert: held, of: humidity, when: .value > 60, for: 5s}
      - {alert: silent, of: pressure, silent: 30s}
      """;
  private static final long EVERY = 10_000;

  private RuleProof() {}

  static void awaitEvents(RulesOnKafka rules, long count) {
    Awaitility.await(count + " events")
        .atMost(RulesOnKafka.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> rules.tally.events.sum() >= count);
  }

  /** Once nothing more comes, all is as the oracle says. */
  static void compare(RulesOnKafka rules, RuleLoad load) {
    load.quiet(90);
    try (RuleOracle oracle = rules.oracle()) {
      Awaitility.await("what the oracle lists")
          .atMost(RulesOnKafka.PATIENCE)
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(300))
          .untilAsserted(() -> compare(oracle));
    }
  }

  private static void compare(RuleOracle oracle) {
    requireSame(
        "t.sum",
        lines(oracle.sums("t.sum")),
        lines(oracle.expectedSums("temperature", EVERY, oracle.lateIds())));
    requireSame(
        "t.all",
        lines(oracle.sums("t.all")),
        lines(RuleOracle.together(oracle.expectedSums("temperature", EVERY, Set.of()))));
    Map<String, List<String>> said = oracle.said();
    requireSame(
        "humid", said.get("humid"), oracle.expectedCrossings("humidity", v -> v > 85, v -> v < 80));
    requireSame(
        "held",
        known(said.get("held")),
        known(oracle.expectedHolds("humidity", v -> v > 60, 5_000)));
    requireSame("silent", said.get("silent"), oracle.expectedSilences("pressure", 30_000));
  }

  /** How long a condition holds is known to the oracle only of devices whose clock is right. */
  private static List<String> known(List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith("x")).toList();
  }

  private static List<String> lines(Map<String, String> windows) {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(windows).forEach((window, sum) -> lines.add(window + " " + sum));
    return lines;
  }

  private static List<String> unnumbered(List<String> lines) {
    return new ArrayList<>(
        lines.stream().map(line -> line.replaceFirst(" \\d+ (firing|resolved)", " $1")).toList());
  }

  /** Says only what differs: there are thousands. */
  private static void requireSame(String what, List<String> actual, List<String> expected) {
    assertThat(expected).as(what).hasSizeGreaterThan(20);
    assertThat(actual).as(what).isNotNull();
    if (!actual.equals(expected)) {
      List<String> missing = unnumbered(expected);
      unnumbered(actual).forEach(missing::remove);
      List<String> surplus = unnumbered(actual);
      unnumbered(expected).forEach(surplus::remove);
      throw new AssertionError(
          "%s: %d instead of %d; missing %s, not expected %s"
              .formatted(what, actual.size(), expected.size(), missing, surplus));
    }
  }
}
