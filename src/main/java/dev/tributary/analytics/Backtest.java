package dev.tributary.analytics;

import dev.tributary.analytics.rules.AlertRecord;
import dev.tributary.analytics.rules.MeasureRecord;
import dev.tributary.analytics.rules.Reading;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.rules.RuleTrial;
import dev.tributary.config.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** One rule over what is in Kafka, with the time as the gateways' clocks showed it. */
public final class Backtest {
  /** More do not fit into the memory of a command. */
  static final int MOST = 500_000;

  /** Longer without any event at all, and it is not known that a gateway was there. */
  private static final long GAP = 30_000;

  private final List<Reading> readings = new ArrayList<>();
  private final int most;
  private long unreadable;

  private Backtest(int most) {
    this.most = most;
  }

  /**
   * Reads the events of these topics.
   *
   * @throws IllegalStateException if there are too many
   */
  public static Backtest read(Settings settings, Collection<String> topics, Instant since) {
    return read(settings, topics, since, MOST, TopicScan.Progress.NOBODY);
  }

  /**
   * The same.
   *
   * @param most events
   */
  public static Backtest read(
      Settings settings,
      Collection<String> topics,
      Instant since,
      int most,
      TopicScan.Progress progress) {
    Backtest backtest = new Backtest(most);
    new TopicScan(settings, topics, since)
        .watchedBy(progress)
        .read(record -> backtest.add(record.value()));
    backtest.readings.sort(Comparator.comparingLong(Reading::received));
    return backtest;
  }

  private void add(byte[] event) {
    try {
      readings.add(Reading.parse(event));
    } catch (Reading.NotAnEvent e) {
      unreadable++;
    }
    if (readings.size() > most) {
      throw new IllegalStateException(
          "backtest reads at most %d events%s: ask for a shorter time"
              .formatted(most, most == MOST ? "" : " here"));
    }
  }

  /** What would have come of it. */
  public record Result(
      List<MeasureRecord> measures, List<AlertRecord> alerts, List<String> failures) {}

  /** Runs rules from the first event to the time of the last, and until now. */
  public Result run(RuleSet rules, Instant now) {
    return run(rules, now, TopicScan.Progress.NOBODY);
  }

  public Result run(RuleSet rules, Instant now, TopicScan.Progress progress) {
    RuleTrial trial = new RuleTrial(rules);
    long before = Long.MIN_VALUE;
    int judged = 0;
    for (Reading reading : readings) {
      progress.at(judged++, readings.size());
      if (before != Long.MIN_VALUE) {
        pass(trial, before, reading.received());
      }
      trial.accept(reading);
      before = Math.max(before, reading.received());
    }
    if (before != Long.MIN_VALUE) {
      pass(trial, before, now.toEpochMilli());
    }
    return new Result(trial.measures(), trial.alerts(), trial.failures());
  }

  private static void pass(RuleTrial trial, long before, long until) {
    trial.listenUntil(Math.min(until, before + GAP));
    if (until - before > GAP) {
      trial.skipTo(until);
    }
  }

  /** The events, by the time of their receipt. */
  public List<Reading> readings() {
    return List.copyOf(readings);
  }

  public int size() {
    return readings.size();
  }

  /** Records that are no events. */
  public long unreadable() {
    return unreadable;
  }
}
