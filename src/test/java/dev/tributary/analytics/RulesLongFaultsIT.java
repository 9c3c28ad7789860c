package dev.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.analytics.streams.RuleStreams;
import dev.tributary.dev.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The faults of rules that take minutes: bench/rules-faults.sh. */
@EnabledIfSystemProperty(named = "tributary.faults.long", matches = "true")
class RulesLongFaultsIT {
  /** So long must Kafka be gone for a client that waits for 60 seconds to give up. */
  private static final Duration GONE = Duration.ofSeconds(75);

  @TempDir Path folder;

  @Test
  void oneOfThreeBrokersIsGoneAndThenAllOfThem() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 3, 0, Map.of())) {
      kafka.start();
      try (RulesOnKafka rules = new RulesOnKafka(kafka.brokers(), "brokers");
          RuleLoad load = rules.load(1)) {
        rules.rules(RuleProof.RULES);
        RuleStreams instance = rules.start("a");
        load.awaitClock();
        load.begin();
        for (int node = 0; node < 3; node++) {
          awaitEvents(rules, 1_000);
          kafka.stop(node);
          awaitEvents(rules, 1_000);
          kafka.start(node);
        }
        awaitEvents(rules, 1_000);
        kafka.stop();
        pause(GONE);
        kafka.start();
        awaitEvents(rules, 1_000);
        load.end();
        RuleProof.compare(rules, load);
        RulesOnKafka.awaitRunning(instance);
      }
    }
  }

  @Test
  void instancesJoinLeaveAndAreKilled() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        RulesOnKafka rules = new RulesOnKafka(kafka.brokers(), "instances");
        RuleLoad load = rules.load(2)) {
      rules.rules(RuleProof.RULES);
      RuleStreams first = rules.start("a");
      load.awaitClock();
      load.begin();
      awaitEvents(rules, 1_000);
      for (int round = 0; round < 2; round++) {
        Process second =
            rules.startProcess("b", RuleProof.RULES, folder.resolve("b" + round + ".log"));
        Awaitility.await("the second has partitions")
            .atMost(RulesOnKafka.PATIENCE)
            .until(() -> first.watch().partitions() < RulesOnKafka.PARTITIONS);
        awaitEvents(rules, 500);
        second.destroyForcibly().waitFor();
        Awaitility.await("the first has all partitions again")
            .atMost(RulesOnKafka.PATIENCE)
            .until(() -> first.watch().partitions() == RulesOnKafka.PARTITIONS);
        awaitEvents(rules, 1_000);
      }
      RuleStreams third = rules.start("c");
      awaitEvents(rules, 500);
      first.close();
      Awaitility.await("the third has all partitions")
          .atMost(RulesOnKafka.PATIENCE)
          .until(() -> third.watch().partitions() == RulesOnKafka.PARTITIONS);
      awaitEvents(rules, 1_000);
      load.end();
      RuleProof.compare(rules, load);
    }
  }

  @Test
  void aThousandRules() throws Exception {
    String thousand =
        RuleProof.RULES
            + IntStream.range(0, 995)
                .mapToObj(
                    i ->
                        "- {alert: over-%d, of: humidity, when: .value > %d}\n"
                            .formatted(i, 90 + i))
                .collect(Collectors.joining());
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        RulesOnKafka rules = new RulesOnKafka(kafka.brokers(), "thousand");
        RuleLoad load = rules.load(3)) {
      rules.rules(thousand);
      RuleStreams instance = rules.start("a");
      load.awaitClock();
      load.seconds(220);
      RuleProof.compare(rules, load);
      assertThat(instance.problem()).isNull();
      assertThat(rules.tally.failures.sum()).isZero();
    }
  }

  private static void awaitEvents(RulesOnKafka rules, long more) {
    RuleProof.awaitEvents(rules, rules.tally.events.sum() + more);
  }

  private static void pause(Duration of) {
    Awaitility.await().atMost(of.multipliedBy(2)).pollDelay(of).until(() -> true);
  }
}
