package dev.tributary.verify.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AlertProofTest {
  private static final long START = Instant.parse("2026-11-21T03:00:00Z").toEpochMilli();
  private static final String HUMID =
      "{alert: humid, of: humidity, when: .value > 85, clear: .value < 80%s}";

  private AlertProof proof = proof("");

  private static WatchedRule rule(String more) throws IOException {
    return WatchedRule.of(new YAMLMapper().readTree(HUMID.formatted(more)));
  }

  private static AlertProof proof(String more) {
    TreeSet<Long> ticks = new TreeSet<>();
    for (int i = 0; i < 1_000; i++) {
      ticks.add(START + i * 1_000L);
    }
    try {
      return new AlertProof(rule(more), ticks);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void readings(int... values) {
    for (int i = 0; i < values.length; i++) {
      reading(i * 10, values[i]);
    }
  }

  private void reading(int second, int value) {
    Instant at = Instant.ofEpochMilli(START + second * 1_000L);
    proof.event(
        """
        {"id":"e%d","device_id":"d","kind":"humidity","value":%d,"time":"%s","received":"%s"}
        """
            .formatted(second, value, at, at)
            .getBytes(StandardCharsets.UTF_8));
  }

  private void said(String state, String opening) {
    said(state, opening, "condition");
  }

  private void said(String state, String opening, String reason) {
    proof.alert(
        """
        {"alert":"humid","state":"%s","reason":"%s","evidence":["%s"],"rule_version":"1"}
        """
            .formatted(state, reason, opening)
            .getBytes(StandardCharsets.UTF_8));
  }

  private AlertProof.Result result() {
    return proof.result(START + 900_000);
  }

  @Test
  void eachCrossingOnceIsWell() {
    readings(70, 90, 82, 79, 90, 95);
    said("firing", "e10");
    said("firing", "e10", "reminder");
    said("resolved", "e10");
    said("firing", "e40");
    AlertProof.Result result = result();
    assertThat(result.problems()).isEmpty();
    assertThat(result.crossings()).isEqualTo(2);
    assertThat(result.fired()).isEqualTo(2);
    assertThat(result.resolved()).isEqualTo(1);
    assertThat(result.uncertain()).isZero();
  }

  @Test
  void whatIsMissingOrTwiceIsNamed() {
    readings(70, 90, 79, 90, 79, 90, 79);
    said("firing", "e30");
    said("firing", "e30");
    said("resolved", "e30");
    said("firing", "e50");
    assertThat(result().problems())
        .containsExactly(
            "d/humidity, opened by e10: fired 0 times instead of once",
            "d/humidity, opened by e10: was resolved 0 times instead of once",
            "d/humidity, opened by e30: fired 2 times instead of once",
            "d/humidity, opened by e50: was resolved 0 times instead of once");
  }

  @Test
  void alertsWithoutACrossingAreNamed() {
    readings(70, 82, 90, 95, 79, 75);
    // nothing is met; it is no longer the first; it is the one that resolves
    said("firing", "e10");
    said("resolved", "e10");
    said("firing", "e20");
    said("resolved", "e20");
    said("firing", "e30");
    said("resolved", "e40");
    said("firing", "of-earlier");
    assertThat(result().problems())
        .containsExactly(
            "d/humidity, opened by e10: fired 1 and was resolved 1 times without a crossing",
            "d/humidity, opened by e30: fired 1 and was resolved 0 times without a crossing",
            "d/humidity, opened by e40: fired 0 and was resolved 1 times without a crossing");
  }

  @Test
  void whereTheBeginningIsNotKnownAnyEventMayHaveOpenedIt() {
    readings(82, 90, 95, 70, 60);
    said("firing", "e20");
    said("resolved", "e20");
    said("firing", "e30");
    assertThat(result().problems())
        .containsExactly(
            "d/humidity, opened by e30: fired 1 and was resolved 0 times without a crossing");
  }

  @Test
  void whatWasBeforeIsNotKnown() {
    readings(90, 95, 82, 79, 90, 70);
    said("firing", "before");
    said("resolved", "before");
    said("firing", "e40");
    said("resolved", "e40");
    assertThat(result().problems()).isEmpty();
    assertThat(result().crossings()).isEqualTo(1);
  }

  @Test
  void aConditionThatHoldsFiresByTheClockWhenNothingMoreComes() {
    proof = proof(", for: 1m");
    reading(0, 70);
    reading(10, 90);
    reading(200, 70);
    reading(210, 90);
    reading(220, 70);
    assertThat(result().problems())
        .containsExactly(
            "d/humidity, opened by e10: fired 0 times instead of once",
            "d/humidity, opened by e10: was resolved 0 times instead of once");
    said("firing", "e10");
    said("resolved", "e10");
    assertThat(result().problems()).isEmpty();
    said("firing", "e210");
    assertThat(result().problems())
        .containsExactly("d/humidity, opened by e210: fired 1 times instead of never");
  }

  @Test
  void whatTheClockDecidesWhereItIsNotKnownIsAMaybe() {
    proof = proof(", for: 1m");
    reading(0, 70);
    reading(10, 90);
    reading(71, 70);
    // and a time without ticks
    reading(2_000, 90);
    reading(2_100, 70);
    AlertProof.Result result = proof.result(START + 3_000_000);
    assertThat(result.problems()).isEmpty();
    assertThat(result.uncertain()).isEqualTo(2);
  }

  @Test
  void whatReadingsDecideIsCertainHoweverOftenTheyCome() {
    proof = proof(", for: 20s");
    for (int second = 0; second < 100; second++) {
      reading(second, second < 10 ? 70 : second < 60 ? 90 : 70);
    }
    said("firing", "e10");
    said("resolved", "e10");
    AlertProof.Result result = result();
    assertThat(result.problems()).isEmpty();
    assertThat(result.crossings()).isEqualTo(1);
    assertThat(result.uncertain()).isZero();
  }

  @Test
  void anEditOfTheRuleResolvesWithoutACrossing() {
    readings(70, 90, 91);
    said("firing", "e10");
    said("resolved", "e10", "rule-changed");
    assertThat(result().problems()).isEmpty();
  }

  @Test
  void onlyWhatItUnderstandsIsLookedAt() throws IOException {
    assertThat(rule(", for: 3 events, severity: info").why()).isNull();
    assertThat(rule(", zone: depots").why()).isEqualTo("has zone");
    assertThat(WatchedRule.of(new YAMLMapper().readTree("{alert: a, of: x, when: .a > .b}")).why())
        .isEqualTo("compares more than .value with a number");
    assertThat(WatchedRule.of(new YAMLMapper().readTree("{alert: s, of: '*', silent: 5m}")).why())
        .isEqualTo("has silent");
  }
}
