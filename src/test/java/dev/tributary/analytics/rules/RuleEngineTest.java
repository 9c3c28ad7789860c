package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleEngineTest {
  private static final String AVG =
      "- {measure: t.avg, of: temperature, every: 5m, value: avg, late: 30s, corrections: 1h}";
  private static final String HUMID =
      "- {alert: humid, of: humidity, when: .value > 85, clear: .value < 80%s}";

  @Test
  void aWindowClosesWhenItsLatenessIsOverAlsoIfNothingMoreComes() {
    RuleBench bench = new RuleBench(AVG);
    bench.send(10, "d", "temperature", "21");
    bench.send(290, "d", "temperature", "22");
    bench.tick(329.9);
    assertThat(bench.measures).isEmpty();
    bench.tick(330);
    assertThat(bench.measured()).containsExactly("t.avg d [0,300) 21.5 n=2 r=0");
    bench.ticks(331, 1000);
    assertThat(bench.measures).hasSize(1);
  }

  @Test
  void withoutMemoryForMoreDevicesThoseThatAreKnownGoOn() {
    RuleBench bench = new RuleBench(HUMID.formatted("") + "\n" + AVG);
    bench.send(1, "known", "temperature", "20");
    bench.full = true;
    bench.send(2, "new", "humidity", "90");
    bench.send(3, "known", "humidity", "90");
    assertThat(bench.tally.refused.sum()).isEqualTo(1);
    assertThat(bench.alerts).hasSize(1);
    bench.restart();
    bench.send(4, "new", "humidity", "90");
    bench.send(5, "known", "humidity", "70");
    assertThat(bench.alerts).hasSize(2);
    bench.full = false;
    bench.send(6, "new", "humidity", "90");
    assertThat(bench.alerts).hasSize(3);
    assertThat(bench.tally.refused.sum()).isEqualTo(2);
  }

  @Test
  void eachRuleCountsForItselfAndForAll() {
    RuleBench bench =
        new RuleBench(
            HUMID.formatted("")
                + "\n"
                + AVG
                + "\n- {alert: odd, of: humidity, when: .attributes.x > 1}");
    bench.send(1, "d", "humidity", "90");
    bench.send(2, "d", "temperature", "20");
    assertThat(bench.tally.of("humid").judged.sum()).isEqualTo(1);
    assertThat(bench.tally.of("humid").missing.sum()).isZero();
    assertThat(bench.tally.of("odd").missing.sum()).isEqualTo(1);
    assertThat(bench.tally.missing.sum()).isEqualTo(1);
    assertThat(bench.tally.judged.sum()).isEqualTo(3);
  }

  @Test
  void anAverageIsNoMeanOfMeans() {
    RuleBench bench = new RuleBench(AVG);
    for (String value : new String[] {"10", "20", "60"}) {
      bench.send(1, "d", "temperature", value);
    }
    bench.tick(330);
    assertThat(bench.measured()).containsExactly("t.avg d [0,300) 30 n=3 r=0");
    assertThat(new String(bench.measures.get(0).toJson(), StandardCharsets.UTF_8))
        .contains("\"value\":30,");
  }

  @Test
  void oneDevicesClockDecidesNothingForAnother() {
    RuleBench bench = new RuleBench(AVG);
    bench.tick(0);
    bench.send(86_400, 10, "ahead", "temperature", "1", "");
    bench.send(-1_800, 10, "behind", "temperature", "2", "");
    bench.send(10, "right", "temperature", "3");
    bench.tick(20);
    // one that is behind goes to a window that is over, and is emitted at once
    assertThat(bench.measured()).containsExactly("t.avg behind [-1800,-1500) 2 n=1 r=0");
    bench.tick(330);
    // one that is ahead counts by when it was received
    assertThat(bench.measured())
        .contains("t.avg ahead [0,300) 1 n=1 r=0", "t.avg right [0,300) 3 n=1 r=0");
  }

  @Test
  void whatComesLateCorrectsItsWindowAsTheNextRevision() {
    RuleBench bench = new RuleBench(AVG);
    bench.send(10, "d", "temperature", "20");
    bench.tick(330);
    bench.send(20, 400, "d", "temperature", "30", "");
    bench.send(30, 400, "d", "temperature", "40", "");
    bench.tick(401);
    bench.tick(402);
    assertThat(bench.measured())
        .containsExactly("t.avg d [0,300) 20 n=1 r=0", "t.avg d [0,300) 30 n=3 r=1");
    assertThat(bench.measures.get(0).id())
        .isEqualTo(bench.measures.get(1).id())
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(bench.tally.corrections.sum()).isEqualTo(2);
  }

  @Test
  void whatIsLaterThanCorrectionsIsCountedAndALine() {
    RuleBench bench = new RuleBench(AVG);
    bench.tick(300 + 3600);
    bench.send(10, 3900, "d", "temperature", "20", "");
    bench.send(1, 3900, "d", "humidity", "20", "");
    bench.ticks(3901, 3910);
    assertThat(bench.measures).isEmpty();
    assertThat(bench.tally.late.sum()).isEqualTo(1);
    assertThat(new String(bench.late.get(0).toJson(), StandardCharsets.UTF_8))
        .contains(
            "\"rule\":\"t.avg\"", "\"window_start\":\"2026-11-21T03:00:00.000Z\"", "\"value\":20");
  }

  @Test
  void windowsThatHopOverlap() {
    RuleBench bench =
        new RuleBench(
            "- {measure: t.max, of: temperature, over: 10m, every: 5m, value: max, late: 0s}");
    bench.send(10, "d", "temperature", "20");
    bench.send(310, "d", "temperature", "10");
    bench.tick(2000);
    assertThat(bench.measured())
        .containsExactly(
            "t.max d [-300,300) 20 n=1 r=0",
            "t.max d [0,600) 20 n=2 r=0",
            "t.max d [300,900) 10 n=1 r=0");
  }

  @ParameterizedTest
  @CsvSource({
    "avg, 21",
    "sum, 63",
    "min, 20",
    "max, 22.5",
    "count, 3",
    "first, 20.5",
    "last, 20",
    "rms, 21.02775943049251",
    "stddev, 1.080123449734644",
    "increase, 22"
  })
  void aggregates(String value, String expected) {
    RuleBench bench =
        new RuleBench("- {measure: t.x, of: temperature, every: 5m, value: %s}".formatted(value));
    bench.send(30, "d", "temperature", "20.0");
    bench.send(10, "d", "temperature", "20.5");
    bench.send(20, "d", "temperature", "22.5");
    bench.tick(330);
    assertThat(bench.measures.get(0).value()).hasToString(expected);
    assertThat(bench.measures.get(0).unit()).isEqualTo(value.equals("count") ? null : "Cel");
  }

  @Test
  void increasesOfAllWindowsAddUpToWhatTheCounterRose() {
    RuleBench bench =
        new RuleBench("- {measure: e.inc, of: energy, every: 5m, value: increase, late: 30s}");
    bench.send(100, "d", "energy", "1000");
    bench.send(290, "d", "energy", "1010");
    bench.send(310, "d", "energy", "1030");
    bench.send(400, "d", "energy", "5");
    bench.tick(700);
    assertThat(bench.measured())
        .containsExactly("e.inc d [0,300) 10 n=2 r=0", "e.inc d [300,600) 25 n=2 r=0");
    // one that comes late moves a rise from the window behind it
    bench.send(299, 701, "d", "energy", "1025", "");
    bench.tick(702);
    assertThat(bench.measured().subList(2, 4))
        .containsExactly("e.inc d [0,300) 25 n=3 r=1", "e.inc d [300,600) 10 n=2 r=1");
  }

  @Test
  void theSameEventStoredTwiceCountsOnce() {
    RuleBench bench = new RuleBench(AVG);
    Reading reading =
        RuleBench.reading(
            "5b0c7f6e-0000-8000-8000-000000000001",
            RuleBench.millis(10),
            RuleBench.millis(10),
            "d",
            "temperature",
            "20",
            "");
    bench.accept(reading);
    bench.restart();
    bench.accept(reading);
    bench.tick(330);
    assertThat(bench.measured()).containsExactly("t.avg d [0,300) 20 n=1 r=0");
    assertThat(bench.tally.duplicates.sum()).isEqualTo(1);
  }

  @Test
  void idsAreForgottenSoThatMemoryHasAnEnd() {
    RuleBench bench = new RuleBench(AVG);
    for (int i = 0; i < 3000; i++) {
      bench.send(i / 10.0, "d", "temperature", "1");
    }
    assertThat(
            bench.stored.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("i/"))
                .mapToInt(entry -> 1)
                .sum())
        .isEqualTo(RecentIds.MOST);
    bench.tick(300);
    bench.tick(300 + 17 * 60);
    assertThat(bench.stored.keySet()).noneMatch(key -> key.startsWith("i/"));
  }

  @Test
  void aRuleReadsWhatAnotherMeasures() {
    RuleBench bench =
        new RuleBench(
            """
            - {measure: t.avg, of: temperature, every: 1m, value: avg, late: 10s}
            - {measure: t.peak, of: t.avg, every: 5m, value: max, late: 10s}
            - {alert: hot, of: t.avg, when: .value > 50 and .attributes.count > 1}
            """);
    bench.send(10, "d", "temperature", "40");
    bench.send(20, "d", "temperature", "80");
    bench.send(70, "d", "temperature", "90");
    bench.ticks(71, 320);
    assertThat(bench.measured())
        .containsExactly(
            "t.avg d [0,60) 60 n=2 r=0",
            "t.avg d [60,120) 90 n=1 r=0",
            "t.peak d [0,300) 90 n=2 r=0");
    assertThat(bench.said())
        .containsExactly("hot/d firing 60.0 condition", "hot/d resolved 120.0 condition");
  }

  @Test
  void anAlertFiresOnceAndResolvesOnceWithHysteresis() {
    RuleBench bench = new RuleBench(HUMID.formatted(""));
    bench.send(0, "d", "humidity", "84");
    bench.send(1, "d", "humidity", "86");
    bench.send(2, "d", "humidity", "90");
    bench.send(3, "d", "humidity", "81");
    bench.send(4, "d", "humidity", "79");
    bench.send(5, "d", "humidity", "79");
    assertThat(bench.said())
        .containsExactly("humid/d firing 1.0 condition", "humid/d resolved 4.0 condition");
    assertThat(bench.alerts.get(0).id()).isEqualTo(bench.alerts.get(1).id());
    assertThat(bench.alerts.get(0).evidence()).hasSize(1);
    assertThat(bench.alerts.get(1).evidence()).hasSize(2);
  }

  @Test
  void aConditionMustHoldWithoutABreak() {
    RuleBench bench = new RuleBench(HUMID.formatted(", for: 2m"));
    bench.tick(0);
    bench.send(0, "d", "humidity", "90");
    bench.send(60, "d", "humidity", "84");
    bench.ticks(1, 89);
    bench.send(90, "d", "humidity", "90");
    bench.ticks(90, 209);
    assertThat(bench.said()).isEmpty();
    // nothing more comes: it fires all the same
    bench.tick(210);
    assertThat(bench.said()).containsExactly("humid/d firing 210.0 condition");
    assertThat(bench.alerts.get(0).since()).isEqualTo(RuleBench.millis(90));
  }

  @Test
  void aConditionMayHaveToHoldForANumberOfEvents() {
    RuleBench bench = new RuleBench(HUMID.formatted(", for: 3 events, clear-for: 2 events"));
    for (String value : "90 90 70 90 90 90 70 82 70 70".split(" ")) {
      bench.send((double) bench.tally.events.sum(), "d", "humidity", value);
    }
    bench.tick(10_000);
    assertThat(bench.said())
        .containsExactly("humid/d firing 5.0 condition", "humid/d resolved 9.0 condition");
  }

  @Test
  void whetherATickOrTheNextReadingComesFirstDoesNotMatter() {
    RuleBench early = new RuleBench(HUMID.formatted(", for: 2m, clear-for: 1m"));
    RuleBench late = new RuleBench(HUMID.formatted(", for: 2m, clear-for: 1m"));
    for (RuleBench bench : new RuleBench[] {early, late}) {
      bench.ticks(0, 110);
      bench.send(100, "d", "humidity", "90");
    }
    early.ticks(111, 220.4);
    late.ticks(111, 219);
    for (RuleBench bench : new RuleBench[] {early, late}) {
      bench.send(220.5, "d", "humidity", "70");
    }
    early.ticks(221, 300);
    late.ticks(240, 300);
    assertThat(early.said())
        .containsExactly("humid/d firing 220.0 condition", "humid/d resolved 280.5 condition");
    assertThat(late.said()).isEqualTo(early.said());
  }

  @Test
  void aConditionIsJudgedOnlyWhenEveryPathHasAValue() {
    RuleBench bench =
        new RuleBench("- {alert: low, of: temperature, when: .value > .attributes.max}");
    bench.send(0, 0, "d", "temperature", "20", "");
    assertThat(bench.said()).isEmpty();
    assertThat(bench.tally.missing.sum()).isEqualTo(1);
    bench.send(1, 1, "d", "temperature", "20", "{\"max\":10}");
    bench.send(2, 2, "d", "temperature", "5", "");
    assertThat(bench.said()).containsExactly("low/d firing 1.0 condition");
    bench.send(3, 3, "d", "temperature", "5", "{\"max\":10}");
    assertThat(bench.said()).hasSize(2);
  }

  @Test
  void whatIsOptionalMayHaveNoValue() {
    RuleBench bench =
        new RuleBench(
            "- {alert: bare, of: temperature, when: not(.attributes.ok), optional: [.attributes.ok]}");
    bench.send(0, 0, "d", "temperature", "20", "");
    assertThat(bench.said()).containsExactly("bare/d firing 0.0 condition");
  }

  @Test
  void ofSeveralKindsEachHasItsStateAndOthersThanNumbersAreSkipped() {
    RuleBench bench = new RuleBench("- {alert: big, of: \"*\", when: .value > 10}");
    bench.send(0, "d", "temperature", "20");
    bench.send(1, "d", "humidity", "20");
    bench.send(2, "d", "motion", "true");
    bench.send(3, "d", "status", "\"on\"");
    assertThat(bench.said())
        .containsExactly(
            "big/d/temperature firing 0.0 condition", "big/d/humidity firing 1.0 condition");
    assertThat(bench.tally.skipped.sum()).isEqualTo(2);
    assertThat(bench.failed).isEmpty();
  }

  @Test
  void aDeviceIsSilentOnlyOverTimeInWhichAGatewayCouldHear() {
    RuleBench bench = new RuleBench("- {alert: silent, of: \"*\", silent: 10m}");
    bench.ticks(0, 10);
    bench.send(10, "d", "temperature", "20");
    bench.ticks(11, 310);
    // the gateway is down for an hour
    bench.ticks(3910, 4209);
    assertThat(bench.said()).isEmpty();
    bench.tick(4210);
    assertThat(bench.said()).containsExactly("silent/d firing 4210.0 silent");
    bench.send(4230, "d", "temperature", "20");
    assertThat(bench.said()).hasSize(2).last().isEqualTo("silent/d resolved 4230.0 silent");
    assertThat(bench.alerts.get(0).since()).isEqualTo(RuleBench.millis(10));
  }

  @Test
  void timeInWhichTheGatewayIsDeafDoesNotMakeADeviceSilent() {
    RuleBench bench = new RuleBench("- {alert: silent, of: \"*\", silent: 1m}");
    bench.tick(0);
    bench.send(0, "d", "temperature", "20");
    for (int at = 1; at < 600; at++) {
      bench.engine.advance(RuleBench.millis(at), false);
    }
    assertThat(bench.said()).isEmpty();
    bench.ticks(600, 660);
    assertThat(bench.said()).hasSize(1);
  }

  @Test
  void whatComesBehindANewerReadingIsNotJudged() {
    RuleBench bench = new RuleBench(HUMID.formatted(""));
    bench.send(3600, 3600, "d", "humidity", "70", "");
    bench.send(0, 3601, "d", "humidity", "90", "");
    assertThat(bench.said()).isEmpty();
    assertThat(bench.tally.outOfOrder.sum()).isEqualTo(1);
    // unless nothing newer comes: then the device has set its clock back
    bench.send(100, 3800, "d", "humidity", "90", "");
    assertThat(bench.said()).containsExactly("humid/d firing 100.0 condition");
  }

  @Test
  void aBacklogIsJudgedByTheTimeOfTheDevice() {
    RuleBench bench = new RuleBench(HUMID.formatted(", for: 2m"));
    bench.ticks(0, 20_000);
    for (int minute = 0; minute < 300; minute++) {
      String value = minute >= 60 && minute < 70 ? "90" : "70";
      bench.send(minute * 60, 20_000.5, "d", "humidity", value, "");
    }
    bench.ticks(20_001, 20_400);
    assertThat(bench.said())
        .containsExactly("humid/d firing 3720.0 condition", "humid/d resolved 4200.0 condition");
  }

  @Test
  void remindsWhileItFires() {
    RuleBench bench = new RuleBench(HUMID.formatted(", repeat: 1h"));
    bench.tick(0);
    bench.send(0, "d", "humidity", "90");
    bench.ticks(1, 7_201);
    bench.send(7_300, "d", "humidity", "70");
    bench.ticks(7_301, 20_000);
    assertThat(bench.said())
        .containsExactly(
            "humid/d firing 0.0 condition",
            "humid/d firing 3600.0 reminder",
            "humid/d firing 7200.0 reminder",
            "humid/d resolved 7300.0 condition");
    assertThat(bench.alerts).extracting(AlertRecord::id).containsOnly(bench.alerts.get(0).id());
  }

  @Test
  void anEditKeepsTheStateUnlessItMeansSomethingElse() {
    RuleBench bench = new RuleBench(HUMID.formatted(", for: 2m"));
    bench.tick(0);
    bench.send(0, "d", "humidity", "90");
    bench.edit(HUMID.formatted(", for: 1m, severity: critical"));
    bench.ticks(1, 60);
    assertThat(bench.said()).containsExactly("humid/d firing 60.0 condition");
    assertThat(bench.alerts.get(0).severity()).isEqualTo("critical");
    bench.edit(HUMID.formatted(", for: 1h, severity: info"));
    assertThat(bench.alerts).hasSize(1);
    bench.edit("- {alert: humid, of: temperature, when: .value > 85}");
    assertThat(bench.said()).last().isEqualTo("humid/d resolved 60.0 rule-changed");
    assertThat(bench.engine.firing()).isZero();
  }

  @Test
  void aRuleThatWentWhileNothingRanResolvesItsAlerts() {
    RuleBench bench = new RuleBench(HUMID.formatted("") + "\n" + AVG);
    bench.tick(5);
    bench.send(5, "d", "humidity", "90");
    bench.send(5, "d", "temperature", "90");
    bench.edit("[]");
    bench.restart();
    assertThat(bench.said())
        .containsExactly("humid/d firing 5.0 condition", "humid/d resolved 5.0 rule-removed");
    assertThat(bench.stored.keySet()).noneMatch(key -> key.matches("[awpr]/.*"));
  }

  @Test
  void aRuleThatFailsLeavesTheOthersToGoOnAndIsSwitchedOffInTheEnd() {
    RuleBench bench =
        new RuleBench(
            """
            - {alert: broken, of: temperature, when: .attributes.x > 1}
            - {alert: well, of: temperature, when: .value > 1}
            """);
    for (int i = 0; i < 30; i++) {
      bench.send(i, i, "d", "temperature", "20", "{\"x\":\"a\"}");
    }
    assertThat(bench.said()).containsExactly("well/d firing 0.0 condition");
    assertThat(bench.failed).hasSize(Failures.MOST).allMatch(line -> line.startsWith("broken: "));
    assertThat(bench.engine.switchedOff()).containsExactly("broken");
    bench.edit(
        """
        - {alert: broken, of: temperature, when: .attributes.x == "a"}
        - {alert: well, of: temperature, when: .value > 1}
        """);
    bench.send(31, 31, "d", "temperature", "20", "{\"x\":\"a\"}");
    assertThat(bench.said()).last().isEqualTo("broken/d firing 31.0 condition");
  }

  @Test
  void measuresAndAlertsAreWrittenAsTheContractSays() {
    RuleBench bench =
        new RuleBench(
            """
            - {measure: t.avg, of: temperature, every: 5m, value: avg}
            - alert: hot
              of: temperature
              when: .value > 50
              text: "{device} in {attributes.room}: {value} {unit} since {since}"
              notify: [webhook]
            """);
    bench.send(10, 10, "dev-1", "temperature", "51.50", "{\"room\":\"lab\"}");
    bench.tick(330);
    String version =
        RuleBench.rules("- {measure: t.avg, of: temperature, every: 5m, value: avg}")
            .rule("t.avg")
            .version();
    assertThat(new String(bench.measures.get(0).toJson(), StandardCharsets.UTF_8))
        .isEqualTo(
            ("{\"id\":\"%s\",\"device_id\":\"dev-1\",\"region\":\"eu\",\"kind\":\"t.avg\",\"value\":51.5,"
                    + "\"unit\":\"Cel\",\"time\":\"2026-11-21T03:05:00.000Z\","
                    + "\"received\":\"2026-11-21T03:05:30.000Z\",\"source\":{\"protocol\":\"rule\","
                    + "\"address\":\"t.avg\",\"rule\":\"t.avg\",\"rule_version\":\"%s\"},"
                    + "\"attributes\":{\"window_start\":\"2026-11-21T03:00:00.000Z\","
                    + "\"window_end\":\"2026-11-21T03:05:00.000Z\",\"count\":1,\"revision\":0}}")
                .formatted(bench.measures.get(0).id(), version));
    assertThat(new String(bench.alerts.get(0).toJson(), StandardCharsets.UTF_8))
        .isEqualTo(
            ("{\"id\":\"%s\",\"alert\":\"hot\",\"state\":\"firing\",\"severity\":\"warning\","
                    + "\"device_id\":\"dev-1\",\"region\":\"eu\",\"kind\":\"temperature\",\"value\":51.5,"
                    + "\"unit\":\"Cel\",\"since\":\"2026-11-21T03:00:10.000Z\","
                    + "\"time\":\"2026-11-21T03:00:10.000Z\",\"reason\":\"condition\","
                    + "\"text\":\"dev-1 in lab: 51.5 Cel since 2026-11-21T03:00:10.000Z\","
                    + "\"notify\":[\"webhook\"],\"evidence\":[\"00000000-0000-8000-8000-000000000001\"],"
                    + "\"rule_version\":\"%s\"}")
                .formatted(bench.alerts.get(0).id(), bench.alerts.get(0).ruleVersion()));
  }

  @ParameterizedTest
  @CsvSource({
    "0.01062568256631074, 0.01063",
    "0.5432198, 0.5432",
    "0.99999, 1",
    "-0.000123456, -0.0001235",
    "21.50, 21.5",
    "21.12345, 21.123",
    "-3.0004, -3",
    "101325.0625, 101325.063",
    "1234567890, 1234567890",
    "0.000, 0",
  })
  void peopleReadNumbersThatAreRounded(String value, String read) {
    RuleBench bench =
        new RuleBench(
            """
            - alert: odd
              of: temperature
              when: .attributes.x > -1000
              text: "{value} {attributes.x}"
            """);
    bench.send(10, 10, "dev-1", "temperature", value, "{\"x\":" + value + "}");
    JsonNode alert = json(bench.alerts.get(0));
    assertThat(alert.path("text").asText()).isEqualTo(read + " " + read);
    assertThat(alert.path("value").decimalValue()).isEqualByComparingTo(value);
  }

  @Test
  void theSentenceOfAResolvedAlertSaysSo() {
    RuleBench bench =
        new RuleBench(
            "- {alert: hot, of: temperature, when: .value > 50, text: '{device}: {value}'}");
    bench.send(10, "dev-1", "temperature", "51.2");
    bench.send(20, "dev-1", "temperature", "49.1");
    bench.send(30, "dev-1", "temperature", "52.3");
    bench.edit("- {alert: other, of: temperature, when: .value > 50}");
    assertThat(bench.alerts.stream().map(alert -> json(alert).path("text").asText()))
        .containsExactly(
            "dev-1: 51.2", "resolved: dev-1: 49.1", "dev-1: 52.3", "resolved: dev-1: 52.3");
  }

  private static JsonNode json(AlertRecord alert) {
    try {
      return Json.read(alert.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
