package dev.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.analytics.streams.RuleStreams;
import dev.tributary.dev.EmbeddedKafka;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong around rules, one thing after the other under load: in the end every window and
 * every crossing that the oracle lists is there once.
 */
class RulesFaultsIT {
  private static final String ALL =
      RuleProof.RULES
          + "- {alert: throws, of: door, when: .attributes.angle > 5}\n"
          + IntStream.range(0, 100)
              .mapToObj(i -> "- {alert: always-%d, of: humidity, when: .value > 0}\n".formatted(i))
              .collect(Collectors.joining());
  private static final String CLIENT = "faults.analytics-a-StreamThread-1-consumer";

  private RulesOnKafka rules;
  private RuleLoad load;
  private RuleStreams instance;

  @Test
  void nothingIsLostOrSaidTwice(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        RulesOnKafka onKafka = new RulesOnKafka(kafka.brokers(), "faults");
        RuleLoad onLoad = onKafka.load(1)) {
      rules = onKafka;
      load = onLoad;
      rules.rules(ALL);
      instance = rules.start("a");
      load.awaitClock();
      clocksAreWrong();
      whatCannotBeReadOrJudgedIsADeadLetter();
      aRuleIsAddedChangedAndRemoved();
      theGatewayIsDownForTenMinutes();
      kafkaIsGone(kafka);
      RuleProof.compare(rules, load);
      othersFiredOnce();
    }
  }

  private void clocksAreWrong() {
    long duplicates = rules.tally.duplicates.sum();
    for (int second = 0; second < 60; second++) {
      load.second();
      long now = load.now();
      sendBoth("x-ahead", second, now + Duration.ofDays(1).toMillis(), now);
      sendBoth("x-behind", second, now - Duration.ofDays(1).toMillis(), now);
      String again = RuleLoad.event("again-" + second, "temperature", "x-again", "7", now, now);
      IntStream.range(0, 3).forEach(i -> load.send("temperature", "x-again", again));
      if (second == 30) {
        for (int minute = 370; minute >= 0; minute--) {
          sendBoth("x-backlog", minute, now - Duration.ofMinutes(minute).toMillis(), now);
        }
      }
    }
    load.quiet(10);
    assertThat(rules.tally.duplicates.sum() - duplicates).isEqualTo(120);
    try (RuleOracle oracle = rules.oracle()) {
      // a day is more than corrections, and so are the first minutes of the backlog
      Awaitility.await("late")
          .atMost(RulesOnKafka.PATIENCE)
          .pollInSameThread()
          .untilAsserted(() -> assertThat(oracle.lateIds()).hasSizeBetween(60 + 9, 60 + 11));
    }
  }

  private void sendBoth(String device, int i, long time, long received) {
    load.send("temperature", device, i, time, received);
    load.send("humidity", device, i % 7 == 0 ? 90 : 70, time, received);
  }

  private void whatCannotBeReadOrJudgedIsADeadLetter() {
    String door =
        RuleLoad.event("door-%d", "door", "x", "\"open\"", load.now(), load.now())
            .replaceAll("}$", ",\"attributes\":{\"angle\":\"wide\"}}");
    for (int second = 0; second < 25; second++) {
      load.second();
      load.send("door", "x", door.formatted(second));
    }
    List<String> broken = new ArrayList<>();
    broken.add(null);
    broken.addAll(List.of("", "{", "[]", "{}", "[".repeat(100_000), "{\"id\":1}"));
    broken.forEach(text -> load.send("temperature", "d1", text));
    load.seconds(10);
    try (RuleOracle oracle = rules.oracle()) {
      Awaitility.await("dead letters")
          .atMost(RulesOnKafka.PATIENCE)
          .pollInSameThread()
          .untilAsserted(
              () -> {
                List<ConsumerRecord<String, String>> letters = oracle.records("dead-letter");
                assertThat(letters).hasSize(20 + broken.size());
                assertThat(letters)
                    .allSatisfy(
                        letter ->
                            assertThat(letter.headers().lastHeader("tributary_reason").value())
                                .asString()
                                .isEqualTo("rule-failed"));
                assertThat(letters)
                    .filteredOn(letter -> letter.key() != null)
                    .extracting(ConsumerRecord::value)
                    .hasSize(20)
                    .allMatch(letter -> letter.contains("\"attributes\":{\"angle\":\"wide\"}"));
              });
    }
    assertThat(instance.watch().switchedOff()).containsExactly("throws");
    assertThat(instance.problem()).isNull();
  }

  private void aRuleIsAddedChangedAndRemoved() throws Exception {
    load.begin();
    double rebalances = rebalances();
    rules.rules(ALL + "- {alert: extra, of: humidity, when: .value > 50}\n");
    awaitExtra("firing");
    rules.rules(ALL + "- {alert: extra, of: humidity, when: .value > 49, severity: info}\n");
    awaitEvents(500);
    rules.rules(ALL);
    awaitExtra("resolved");
    load.end();
    assertThat(rebalances()).isEqualTo(rebalances);
    load.quiet(10);
    try (RuleOracle oracle = rules.oracle()) {
      assertThat(oracle.firing()).noneMatch(key -> key.startsWith("extra/"));
    }
  }

  private static double rebalances() throws Exception {
    return (Double)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName(
                    "kafka.consumer:type=consumer-coordinator-metrics,client-id=" + CLIENT),
                "rebalance-total");
  }

  private void awaitExtra(String state) {
    try (RuleOracle oracle = rules.oracle()) {
      Awaitility.await("extra " + state)
          .atMost(RulesOnKafka.PATIENCE)
          .pollInSameThread()
          .until(() -> oracle.said("extra").stream().anyMatch(line -> line.contains(state)));
    }
  }

  private void awaitEvents(long more) {
    RuleProof.awaitEvents(rules, rules.tally.events.sum() + more);
  }

  private void theGatewayIsDownForTenMinutes() {
    load.gone(600);
    load.seconds(30);
    try (RuleOracle oracle = rules.oracle()) {
      Awaitility.await("one alert of the gateway")
          .atMost(RulesOnKafka.PATIENCE)
          .pollInSameThread()
          .untilAsserted(
              () ->
                  assertThat(oracle.said("gateway-silent"))
                      .containsExactly("load 0 firing ", "load 1 resolved "));
    }
  }

  private void kafkaIsGone(EmbeddedKafka kafka) throws Exception {
    load.begin();
    awaitEvents(500);
    kafka.stop();
    kafka.start();
    awaitEvents(500);
    load.end();
  }

  /** Those that were there all the time have fired for each device, and no id has changed. */
  private void othersFiredOnce() {
    try (RuleOracle oracle = rules.oracle()) {
      List<String> first = oracle.expectedCrossings("humidity", v -> v > 0, v -> false);
      Map<String, List<String>> said = oracle.said();
      assertThat(first).hasSizeGreaterThan(20);
      IntStream.range(0, 100).forEach(i -> assertThat(said.get("always-" + i)).isEqualTo(first));
    }
  }
}
