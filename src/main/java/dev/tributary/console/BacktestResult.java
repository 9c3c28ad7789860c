package dev.tributary.console;

import dev.tributary.analytics.Backtest;
import dev.tributary.analytics.rules.AlertRecord;
import dev.tributary.analytics.rules.MeasureRecord;
import dev.tributary.analytics.rules.Reading;
import dev.tributary.analytics.rules.Rule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a rule would have done, and the values that it would have seen, by key. */
final class BacktestResult {
  private static final int MOST_KEYS = 200;
  private static final int MOST_ALERTS = 300;
  private static final int MOST_FAILURES = 20;
  private static final int MOST_POINTS = 1_500;

  private static final Pattern THRESHOLD =
      Pattern.compile("\\.value\\s*(?:[<>]=?|==)\\s*(-?\\d+(?:\\.\\d+)?)(?!\\s*\\*)");

  /** Values of one key, by time. */
  private static final class Values {
    private final List<Point> points = new ArrayList<>();
    private String unit = "";

    private void add(long at, BigDecimal value, String itsUnit) {
      points.add(new Point(at, value.doubleValue()));
      unit = itsUnit == null ? "" : itsUnit;
    }
  }

  private record Point(long at, double value) {}

  private final Rule rule;
  private final Instant since;
  private final Instant until;
  private final int events;
  private final long unreadable;
  private final List<String> failures;
  private final List<AlertRecord> alerts;
  private final Map<String, Values> byKey = new TreeMap<>();

  BacktestResult(Rule rule, Instant since, Instant until, Backtest events, Backtest.Result result) {
    this.rule = rule;
    this.since = since;
    this.until = until;
    this.events = events.size();
    this.unreadable = events.unreadable();
    this.failures = result.failures();
    this.alerts =
        result.alerts().stream().filter(alert -> alert.alert().equals(rule.name())).toList();
    boolean measures = rule instanceof Rule.Measure;
    for (MeasureRecord measure : result.measures()) {
      if (measures ? measure.rule().equals(rule.name()) : rule.of().has(measure.rule(), true)) {
        add(keyOf(measure), measure.windowEnd(), measure.value(), measure.unit());
      }
    }
    if (rule instanceof Rule.Alert alert) {
      for (Reading reading : events.readings()) {
        if (reading.number() != null && rule.of().has(reading.kind(), false)) {
          add(alert.key(reading), reading.at(), reading.number(), reading.unit());
        }
      }
    }
    byKey.values().forEach(values -> values.points.sort(Comparator.comparingLong(Point::at)));
  }

  private String keyOf(MeasureRecord measure) {
    return rule instanceof Rule.Measure || rule.of().isSingle()
        ? measure.device()
        : measure.device() + "/" + measure.rule();
  }

  private void add(String key, long at, BigDecimal value, String unit) {
    byKey.computeIfAbsent(key, unknown -> new Values()).add(at, value, unit);
  }

  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("rule", rule.name());
    summary.put("since", since.toString());
    summary.put("until", until.toString());
    summary.put("events", events);
    summary.put("unreadable", unreadable);
    summary.put("failed", failures.size());
    summary.put("failures", failures.stream().limit(MOST_FAILURES).toList());
    summary.put("keys", keys());
    summary.put("known", byKey.size());
    summary.put("records", alerts.size());
    summary.put("alerts", alerts.stream().limit(MOST_ALERTS).map(BacktestResult::shown).toList());
    return summary;
  }

  /** Those for which it fired most come first. */
  private List<Map<String, Object>> keys() {
    Map<String, Long> fired = new TreeMap<>();
    byKey.keySet().forEach(key -> fired.put(key, 0L));
    for (AlertRecord alert : alerts) {
      fired.merge(alert.key(), alert.state() == AlertRecord.State.FIRING ? 1L : 0L, Long::sum);
    }
    return fired.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_KEYS)
        .map(
            entry -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("key", entry.getKey());
              one.put("fired", entry.getValue());
              return one;
            })
        .toList();
  }

  private static Map<String, Object> shown(AlertRecord alert) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", alert.id());
    one.put("key", alert.key());
    one.put("state", alert.state().word());
    one.put("reason", alert.reason().word());
    one.put("since", Instant.ofEpochMilli(alert.since()).toString());
    one.put("time", Instant.ofEpochMilli(alert.time()).toString());
    one.put("text", alert.text());
    return one;
  }

  /** The values of one key, where its thresholds are, and when it would have fired. */
  Map<String, Object> series(String key) {
    Values values = byKey.getOrDefault(key, new Values());
    List<Point> points = fewer(values.points);
    Map<String, Object> series = new LinkedHashMap<>();
    series.put("key", key);
    series.put("unit", values.unit);
    series.put("times", points.stream().map(point -> point.at() / 1_000.0).toList());
    series.put("values", points.stream().map(Point::value).toList());
    series.put("spans", spans(key));
    if (rule instanceof Rule.Alert alert) {
      series.put("thresholds", thresholds(alert.when()));
      series.put("clear", thresholds(alert.clear()));
    }
    series.put("from", since.getEpochSecond());
    series.put("to", until.getEpochSecond());
    return series;
  }

  /** From when to when it would have fired; without an end while it still does. */
  private List<List<Double>> spans(String key) {
    List<List<Double>> spans = new ArrayList<>();
    for (AlertRecord alert : alerts) {
      if (!alert.key().equals(key) || alert.reason() == AlertRecord.Reason.REMINDER) {
        continue;
      }
      double at = alert.time() / 1_000.0;
      if (alert.state() == AlertRecord.State.FIRING) {
        spans.add(new ArrayList<>(List.of(at)));
      } else if (!spans.isEmpty()) {
        spans.get(spans.size() - 1).add(at);
      }
    }
    return spans;
  }

  /** Numbers that a condition compares the value with. */
  private static List<Double> thresholds(Object condition) {
    List<Double> found = new ArrayList<>();
    if (condition != null) {
      Matcher matcher = THRESHOLD.matcher(condition.toString());
      while (matcher.find()) {
        found.add(Double.valueOf(matcher.group(1)));
      }
    }
    return found;
  }

  /** Of each stretch of many points the least and the greatest, so that no peak is lost. */
  private static List<Point> fewer(List<Point> points) {
    if (points.size() <= MOST_POINTS) {
      return points;
    }
    List<Point> few = new ArrayList<>();
    int stretch = 2 * points.size() / MOST_POINTS + 1;
    Comparator<Point> byValue = Comparator.comparingDouble(Point::value);
    for (int i = 0; i < points.size(); i += stretch) {
      List<Point> some = points.subList(i, Math.min(points.size(), i + stretch));
      Point least = some.stream().min(byValue).orElseThrow();
      Point most = some.stream().max(byValue).orElseThrow();
      few.add(least.at() <= most.at() ? least : most);
      if (!least.equals(most)) {
        few.add(least.at() <= most.at() ? most : least);
      }
    }
    return few;
  }
}
