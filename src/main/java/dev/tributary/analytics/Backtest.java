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
  private long unreadable;

  private Backtest() {}

  /**
   * Reads the events of these topics.
   *
   * @throws IllegalStateException if there are too many
   */
  public static Backtest read(Settings settings, Collection<String> topics, Instant since) {
    Backtest backtest = new Backtest();
    TopicScan.read(settings, topics, since, record -> backtest.add(record.value()));
    backtest.readings.sort(Comparator.comparingLong(Reading::received));
    return backtest;
  }

  private void add(byte[] event) {
    try {
      readings.add(Reading.parse(event));
    } catch (Reading.NotAnEvent e) {
      unreadable++;
    }
    if (readings.size() > MOST) {
      throw new IllegalStateException(
          "backtest reads at most %d events: ask for less with --since".formatted(MOST));
    }
  }

  /** What would have come of it. */
  public record Result(
      List<MeasureRecord> measures, List<AlertRecord> alerts, List<String> failures) {}

  /** Runs rules from the first event to the time of the last, and until now. */
  public Result run(RuleSet rules, Instant now) {
    RuleTrial trial = new RuleTrial(rules);
    long before = Long.MIN_VALUE;
    for (Reading reading : readings) {
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

  public int size() {
    return readings.size();
  }

  /** Records that are no events. */
  public long unreadable() {
    return unreadable;
  }
}
