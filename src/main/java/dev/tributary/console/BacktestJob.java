package dev.tributary.console;

import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.Backtest;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.FailureSentence;
import dev.tributary.config.Settings;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.project.Project;
import dev.tributary.support.DaemonThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** One backtest that a page has asked for: on a thread of its own, bounded, and to be cancelled. */
final class BacktestJob {
  /** More would take memory that messages need. */
  static final int MOST_EVENTS = 50_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private enum State {
    READING,
    JUDGING,
    DONE,
    FAILED,
    CANCELLED
  }

  /** Thrown where it is to end. */
  private static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final String id = UUID.randomUUID().toString();
  private final Settings settings;
  private final Project project;
  private final RuleSet rules;
  private final Rule rule;
  private final Instant until = Instant.now();
  private final Instant since;
  private final long begun = System.nanoTime();
  private volatile State state = State.READING;
  private volatile long done;
  private volatile long all;
  private volatile boolean cancelled;
  private volatile String failure = "";
  private volatile BacktestResult result;

  /**
   * @param rules of which it is one
   */
  BacktestJob(Settings settings, Project project, RuleSet rules, Rule rule, Duration length) {
    this.settings = settings;
    this.project = project;
    this.rules = rules;
    this.rule = rule;
    this.since = until.minus(length);
  }

  void start() {
    DaemonThreads.of("console-backtest", this::run).start();
  }

  private void run() {
    try {
      Backtest events =
          Backtest.read(
              settings,
              AnalyticsModule.topics(project).stream()
                  .map(topic -> RuleTopics.named(settings, topic))
                  .toList(),
              since,
              MOST_EVENTS,
              this::at);
      state = State.JUDGING;
      result =
          new BacktestResult(
              rule, since, until, events, events.run(rules.only(rule.name()), until, this::at));
      state = State.DONE;
    } catch (Cancelled e) {
      state = State.CANCELLED;
    } catch (RuntimeException | OutOfMemoryError e) {
      failure = FailureSentence.of(e);
      state = State.FAILED;
    }
  }

  private void at(long read, long ofAll) {
    done = read;
    all = ofAll;
    if (cancelled) {
      throw new Cancelled();
    }
    if (System.nanoTime() - begun > PATIENCE.toNanos()) {
      throw new IllegalStateException(
          "it was not done after %d s: ask for a shorter time".formatted(PATIENCE.toSeconds()));
    }
  }

  void cancel() {
    cancelled = true;
  }

  boolean isRunning() {
    return state == State.READING || state == State.JUDGING;
  }

  String id() {
    return id;
  }

  Map<String, Object> show() {
    Map<String, Object> show = new LinkedHashMap<>();
    show.put("id", id);
    show.put("rule", rule.name());
    show.put("state", state.name().toLowerCase(Locale.ROOT));
    show.put("done", done);
    show.put("all", all);
    show.put("failure", failure);
    return show;
  }

  /**
   * What came of it.
   *
   * @throws ConsoleFailure while it is not known
   */
  BacktestResult result() {
    BacktestResult known = result;
    if (known == null) {
      throw new ConsoleFailure(409, "the backtest has no result yet");
    }
    return known;
  }
}
