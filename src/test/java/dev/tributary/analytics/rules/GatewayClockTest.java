package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayClockTest {
  private static final String RULES =
      """
      - {measure: t.sum, of: temperature, every: 10s, value: sum, late: 0s}
      - {alert: silent, of: "*", silent: 1m}
      - {alert: held, of: humidity, when: .value > 60, for: 40s}
      """;
  private final RuleBench bench = new RuleBench(RULES);
  private GatewayClock clock = bench.clock(true, 0);

  private void tick(String gateway, double seconds) {
    tick(gateway, seconds, Map.of());
  }

  private void tick(String gateway, double seconds, Map<String, Long> offsets) {
    clock.tick(
        new Tick(gateway, RuleBench.millis(seconds), true, offsets), (long) (seconds * 1000));
  }

  @Test
  void aTickCountsOnceAllThatItNamesIsRead() {
    clock.read("iot.a", 4);
    tick("g", 20, Map.of("iot.a", 5L, "iot.b", 0L));
    assertThat(bench.engine.now()).isEqualTo(RuleEngine.NO_CLOCK);
    assertThat(clock.awaited()).isEqualTo(Map.of("iot.a", 5L, "iot.b", 0L));
    clock.read("iot.a", 5);
    assertThat(bench.engine.now()).isEqualTo(RuleEngine.NO_CLOCK);
    clock.read("iot.b", 7);
    assertThat(bench.engine.now()).isEqualTo(RuleBench.millis(20));
  }

  @Test
  void aTickThatWaitsIsNotOvertakenByTheNext() {
    tick("g", 1, Map.of("iot.a", 5L));
    tick("g", 2, Map.of("iot.a", 9L));
    clock.read("iot.a", 5);
    assertThat(bench.engine.now()).isEqualTo(RuleBench.millis(1));
  }

  @Test
  void theTimeIsTheLeastOfThoseThatLive() {
    tick("a", 10);
    tick("b", 5);
    tick("a", 20);
    // what is taken in does not go back: b was not known when a said 10
    assertThat(bench.engine.now()).isEqualTo(RuleBench.millis(10));
    tick("b", 15);
    assertThat(bench.engine.now()).isEqualTo(RuleBench.millis(15));
  }

  @Test
  void aGatewayThatIsGoneHoldsNobodyUpAndIsSaidOnce() {
    tick("a", 0);
    tick("b", 0);
    for (int at = 1; at <= 120; at++) {
      tick("a", at);
    }
    assertThat(bench.engine.now()).isEqualTo(RuleBench.millis(120));
    assertThat(bench.said()).containsExactly("gateway-silent/b firing 30.0 silent");
    tick("b", 121);
    assertThat(bench.said()).hasSize(2).last().isEqualTo("gateway-silent/b resolved 121.0 silent");
    assertThat(bench.alerts.get(1).id()).isEqualTo(bench.alerts.get(0).id());
    assertThat(new String(bench.alerts.get(0).toJson(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"key\":\"b\"", "\"severity\":\"critical\"")
        .doesNotContain("device_id");
  }

  @Test
  void theOnlyGatewayIsMissedByTheClockOnTheWall() {
    tick("a", 0);
    clock.look(30_000);
    assertThat(bench.said()).isEmpty();
    clock.look(30_001);
    clock.look(50_000);
    assertThat(bench.said()).containsExactly("gateway-silent/a firing 30.0 silent");
  }

  @Test
  void whenTheOnlyGatewayWasDownWithTheRulesThatIsSaidAndNoDeviceIsCalledSilent() {
    tick("a", 0);
    bench.send(0, "d", "temperature", "1");
    tick("a", 1);
    bench.restart();
    clock = bench.clock(true, 600_000);
    tick("a", 600);
    assertThat(bench.said())
        .containsExactly(
            "gateway-silent/a firing 31.0 silent", "gateway-silent/a resolved 600.0 silent");
    for (int at = 601; at < 659; at++) {
      tick("a", at);
    }
    assertThat(bench.said()).hasSize(2);
    tick("a", 660);
    assertThat(bench.said()).hasSize(3).last().asString().startsWith("silent/d firing");
  }

  @Test
  void ticksThatHadToWaitCountAsIfTheyHadNot() {
    tick("a", 0);
    bench.send(0, "d", "humidity", "61");
    for (int at = 1; at <= 100; at++) {
      tick("a", at, Map.of("iot.a", 5L));
    }
    clock.read("iot.a", 5);
    assertThat(bench.engine.now()).isEqualTo(RuleBench.millis(100));
    assertThat(bench.said())
        .containsExactly("held/d firing 40.0 condition", "silent/d firing 60.0 silent");
  }

  @Test
  void ticksThatWaitAreKnownToAnotherProcess() {
    tick("a", 0);
    bench.send(0, "d", "humidity", "61");
    for (int at = 1; at <= 100; at++) {
      tick("a", at, Map.of("iot.a", 5L));
    }
    bench.restart();
    clock = bench.clock(true, 100_000);
    clock.read("iot.a", 5);
    assertThat(bench.engine.now()).isEqualTo(RuleBench.millis(100));
    assertThat(bench.said())
        .containsExactlyInAnyOrder("held/d firing 40.0 condition", "silent/d firing 60.0 silent");
  }

  @Test
  void readingsFarAheadOfTheTicksAreJudgedAsIfTheyWereNot() {
    tick("a", 0);
    bench.send(0, "d", "humidity", "61");
    bench.send(90, "d", "humidity", "50");
    bench.restart();
    clock = bench.clock(true, 0);
    assertThat(bench.said()).isEmpty();
    for (int at = 1; at <= 100; at++) {
      tick("a", at);
    }
    assertThat(bench.said())
        .containsExactly(
            "held/d firing 40.0 condition",
            "silent/d firing 60.0 silent",
            "silent/d resolved 90.0 silent",
            "held/d resolved 90.0 condition");
  }

  @Test
  void readingsDoNotWaitForeverForTicks() {
    tick("a", 0);
    bench.send(0, "d", "humidity", "61");
    bench.send(50, "d", "humidity", "62");
    clock.look(300_000);
    assertThat(bench.said()).doesNotContain("held/d firing 50.0 condition");
    clock.look(300_001);
    assertThat(bench.said()).contains("held/d firing 50.0 condition");
  }

  @Test
  void aDeviceWaitsForNoTickToBeHeardAfterAnOutage() {
    tick("a", 0);
    bench.send(0.9, "d", "temperature", "1");
    // the gateway is away; its first tick comes behind what it receives
    tick("a", 700);
    bench.send(700.2, "d", "temperature", "1");
    for (int at = 701; at <= 760; at++) {
      tick("a", at);
    }
    assertThat(bench.said()).noneMatch(line -> line.startsWith("silent/d"));
    tick("a", 761);
    assertThat(bench.said()).last().isEqualTo("silent/d firing 760.2 silent");
  }

  @Test
  void timeInWhichAnyOfTheGatewaysCouldHearCounts() {
    tick("a", 0);
    tick("b", 0);
    bench.send(0, "d", "temperature", "1");
    for (int at = 1; at <= 60; at++) {
      clock.tick(new Tick("a", RuleBench.millis(at), at > 30, Map.of()), at * 1000L);
      clock.tick(new Tick("b", RuleBench.millis(at), at <= 20, Map.of()), at * 1000L);
    }
    assertThat(bench.said()).isEmpty();
    for (int at = 61; at <= 71; at++) {
      tick("a", at);
      tick("b", at);
    }
    assertThat(bench.said()).containsExactly("silent/d firing 70.0 silent");
  }

  @Test
  void onePartitionSpeaksForAll() {
    clock = bench.clock(false, 0);
    tick("a", 0);
    clock.look(60_000);
    assertThat(bench.said()).isEmpty();
    assertThat(clock.silentGateways()).containsExactly("a");
  }

  @Test
  void aClockThatIsAheadOfTheOthersMakesNobodySilent() {
    for (int at = 0; at < 300; at++) {
      tick("ahead", at + 3_600);
      tick("right", at);
    }
    assertThat(bench.said()).isEmpty();
    // the first tick of the one that is right came behind: from then on the least counts
    assertThat(bench.engine.now()).isEqualTo(RuleBench.millis(3_600));
  }

  @Test
  void ticksAreReadBackAsTheyWereWritten() {
    Tick tick = new Tick("gw 1", RuleBench.millis(1.5), false, Map.of("iot.a", 5L, "iot.b", 6L));
    assertThat(Tick.parse(tick.toJson())).isEqualTo(tick);
    assertThat(tick.of(Set.of("iot.b")).offsets()).isEqualTo(Map.of("iot.b", 6L));
    assertThat(Tick.parse(null)).isNull();
    assertThat(Tick.parse("{".getBytes(java.nio.charset.StandardCharsets.UTF_8))).isNull();
    assertThat(Tick.parse("{\"gateway\":\"a\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isNull();
  }
}
