package dev.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.TopicScan;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.Settings;
import dev.tributary.project.Project;
import dev.tributary.text.Printable;
import dev.tributary.verify.alerts.AlertProof;
import dev.tributary.verify.alerts.WatchedRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** That what is in Kafka has its alerts: each crossing fired once, and was resolved once. */
final class AlertVerification {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_PROBLEMS = 20;

  /** What rules take until what was stored is judged: they may say later what is asked for now. */
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Settings settings;
  private final Project project;
  private final PrintWriter out;

  AlertVerification(Settings settings, Project project, PrintWriter out) {
    this.settings = settings;
    this.project = project;
    this.out = out;
  }

  /**
   * @return whether all of it is as it must be
   */
  boolean run(Duration since) throws IOException {
    Map<WatchedRule, AlertProof> proofs = new LinkedHashMap<>();
    Instant from = Instant.now().minus(since);
    NavigableSet<Long> ticks = ticks(from);
    for (WatchedRule rule : WatchedRule.read(project.folder())) {
      if (rule.why() == null) {
        proofs.put(rule, new AlertProof(rule, ticks));
      } else {
        line("%s: not looked at, as it %s".formatted(rule.name(), rule.why()));
      }
    }
    if (proofs.isEmpty()) {
      throw new IllegalArgumentException(
          "verify --alerts needs an alert that compares .value with a number in %s, but there is none"
              .formatted(project.folder().resolve("analytics")));
    }
    Instant now = Instant.now();
    List<String> topics = new ArrayList<>(AnalyticsModule.topics(project));
    topics.replaceAll(this::named);
    TopicScan.read(
        settings,
        topics,
        from,
        record -> proofs.values().forEach(proof -> proof.event(record.value())));
    settle();
    TopicScan.read(
        settings,
        List.of(named(RuleTopics.ALERT)),
        from,
        record -> proofs.values().forEach(proof -> proof.alert(record.value())));
    boolean well = true;
    for (Map.Entry<WatchedRule, AlertProof> proof : proofs.entrySet()) {
      well &= print(proof.getKey().name(), proof.getValue().result(now.toEpochMilli()));
    }
    out.flush();
    return well;
  }

  private static void settle() {
    long end = System.nanoTime() + SETTLE_NANOS;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private String named(String topic) {
    return RuleTopics.named(settings, topic);
  }

  private NavigableSet<Long> ticks(Instant from) {
    NavigableSet<Long> ticks = new TreeSet<>();
    TopicScan.read(
        settings,
        List.of(named(RuleTopics.TICK)),
        from,
        record -> {
          try {
            JsonNode tick = JSON.readTree(record.value());
            if (tick.path("reachable").asBoolean()) {
              ticks.add(Instant.parse(tick.path("time").asText()).toEpochMilli());
            }
          } catch (IOException | RuntimeException e) {
            // whatever lies there is no tick
          }
        });
    return ticks;
  }

  private boolean print(String rule, AlertProof.Result result) {
    line(
        "%s: %d crossings, fired %d, resolved %d, %d not certain"
            .formatted(
                rule, result.crossings(), result.fired(), result.resolved(), result.uncertain()));
    result.problems().stream()
        .limit(MOST_PROBLEMS)
        .forEach(problem -> line("  %s".formatted(problem)));
    if (result.problems().size() > MOST_PROBLEMS) {
      line("  and %d more".formatted(result.problems().size() - MOST_PROBLEMS));
    }
    return result.problems().isEmpty();
  }

  private void line(String line) {
    out.println(Printable.line(line));
  }
}
