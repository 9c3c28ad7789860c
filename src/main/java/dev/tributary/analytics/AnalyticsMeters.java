package dev.tributary.analytics;

import dev.tributary.analytics.rules.Tally;
import dev.tributary.analytics.streams.RuleWatch;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Series;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What rules show. */
final class AnalyticsMeters {
  private static final String RULE = "rule";

  /** Rules with series of their own. */
  private static final int MOST = 100;

  private static final Metric RULES =
      Metric.gauge("tributary.rules", null, "Rules that are active (docs/rules.md).");
  private static final Metric PARTITIONS =
      Metric.gauge("tributary.rules.partitions", null, "Partitions whose rules run here.");
  private static final Metric EVENTS =
      Metric.counter("tributary.rules.events", null, "Events that rules have read.");
  private static final Metric DUPLICATES =
      Metric.counter(
          "tributary.rules.duplicates", null, "Events that were stored twice and counted once.");
  private static final Metric LATE =
      Metric.counter(
          "tributary.rules.late",
          null,
          "Events that came after the corrections of a window; each is a line in analytics.late.");
  private static final Metric CORRECTIONS =
      Metric.counter(
          "tributary.rules.corrections", null, "Events that changed a window that was closed.");
  private static final Metric OUT_OF_ORDER =
      Metric.counter(
          "tributary.rules.out.of.order",
          null,
          "Events that an alert did not judge, because one with a later time had come before.");
  private static final Metric REFUSED =
      Metric.counter(
          "tributary.rules.refused",
          null,
          "Events of new devices for whose state there was no memory (tributary.analytics.max-memory).");
  private static final Metric MEMORY =
      Metric.gauge(
          "tributary.rules.memory", "bytes", "Memory that the state of rules takes, about.");
  private static final Metric ENTRIES =
      Metric.gauge("tributary.rules.store.entries", null, "Entries in the stores of rules.");
  private static final Metric MISSING =
      Metric.counter(
          "tributary.rules.missing",
          null,
          "Conditions that were not judged, because a path in them had no value.",
          RULE);
  private static final Metric SKIPPED =
      Metric.counter(
          "tributary.rules.skipped",
          null,
          "Values that are no numbers, where a rule needs those.",
          RULE);
  private static final Metric FAILURES =
      Metric.counter(
          "tributary.rules.failures",
          null,
          "Events for which a rule failed; each is a dead letter.",
          RULE);
  private static final Metric JUDGED =
      Metric.counter(
          "tributary.rules.judged",
          null,
          "Events and measures that a rule has read, by rule; past 100 rules the rest counts as `other`.",
          RULE);
  private static final Metric UNREADABLE =
      Metric.counter(
          "tributary.rules.unreadable", null, "Records that are no events; each is a dead letter.");
  private static final Metric MEASURES =
      Metric.counter("tributary.rules.measures", null, "Measures that were published.");
  private static final Metric ALERTS =
      Metric.counter(
          "tributary.rules.alerts", null, "Alerts that fired, reminded or were resolved.");
  private static final Metric WINDOWS =
      Metric.gauge(
          "tributary.rules.windows", null, "Windows that are open, or can still be corrected.");
  private static final Metric FIRING =
      Metric.gauge("tributary.rules.firing", null, "Alerts that fire.");
  private static final Metric TICK_LAG =
      Metric.gauge(
          "tributary.rules.tick.lag",
          "seconds",
          "How far the clock of rules is behind, in the partition that is behind most; 0 where there"
              + " is none.");
  static final List<Metric> METRICS =
      List.of(
          RULES,
          PARTITIONS,
          EVENTS,
          DUPLICATES,
          LATE,
          CORRECTIONS,
          OUT_OF_ORDER,
          REFUSED,
          JUDGED,
          MISSING,
          SKIPPED,
          FAILURES,
          UNREADABLE,
          MEASURES,
          ALERTS,
          WINDOWS,
          FIRING,
          MEMORY,
          ENTRIES,
          TICK_LAG);

  private AnalyticsMeters() {}

  static void make(
      Meters meters, Tally tally, RuleWatch watch, IntSupplier rules, BooleanSupplier active) {
    meters.gauge(RULES, rules::getAsInt);
    meters.gauge(PARTITIONS, watch::partitions);
    meters.count(EVENTS, tally.events::sum);
    meters.count(DUPLICATES, tally.duplicates::sum);
    meters.count(LATE, tally.late::sum);
    meters.count(CORRECTIONS, tally.corrections::sum);
    meters.count(OUT_OF_ORDER, tally.outOfOrder::sum);
    meters.count(UNREADABLE, tally.unreadable::sum);
    meters.count(MEASURES, tally.measures::sum);
    meters.count(ALERTS, tally.alerts::sum);
    meters.gauge(WINDOWS, watch::windows);
    meters.gauge(FIRING, watch::firing);
    meters.count(REFUSED, tally.refused::sum);
    meters.gauge(MEMORY, watch::memory);
    meters.gauge(ENTRIES, watch::entries);
    meters.gauge(
        TICK_LAG,
        () -> {
          long clock = watch.clock();
          return clock == Long.MIN_VALUE || !active.getAsBoolean()
              ? 0
              : Math.max(0, System.currentTimeMillis() - clock) / 1_000.0;
        });
  }

  /** What each rule counts; of those beyond a hundred, together. */
  static Series<List<Tally>> byRule(Meters meters) {
    return new Series<>(
        meters,
        MOST,
        (one, other) -> Stream.concat(one.stream(), other.stream()).toList(),
        Map.of(
            JUDGED, sum(tally -> tally.judged),
            MISSING, sum(tally -> tally.missing),
            SKIPPED, sum(tally -> tally.skipped),
            FAILURES, sum(tally -> tally.failures)));
  }

  private static ToDoubleFunction<List<Tally>> sum(Function<Tally, Tally.Count> count) {
    return tallies -> tallies.stream().mapToLong(tally -> count.apply(tally).sum()).sum();
  }
}
