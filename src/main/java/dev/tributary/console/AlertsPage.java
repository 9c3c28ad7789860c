package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.analytics.AlertTail;
import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.analytics.rules.Tally;
import dev.tributary.config.Settings;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.module.Meters;
import dev.tributary.project.Project;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What fires and why, rules and what they would have done, and who is behind. */
final class AlertsPage implements ConsolePage {
  private static final int MOST = 200;
  private static final int MOST_RESOLVED = 50;
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final String BACKTEST = "backtest";

  private final Settings settings;
  private final Project project;
  private final AnalyticsModule analytics;
  private final Meters meters;

  private AlertTail tail;
  private int readers;
  private BacktestJob job;

  AlertsPage(Settings settings, Project project, AnalyticsModule analytics, Meters meters) {
    this.settings = settings;
    this.project = project;
    this.analytics = analytics;
    this.meters = meters;
  }

  static AlertsPage of(GatewayView gateway) {
    return new AlertsPage(
        gateway.loaded().settings(),
        gateway.project(),
        gateway.analytics(),
        gateway.observation().meters());
  }

  @Override
  public String name() {
    return "alerts";
  }

  @Override
  public synchronized Feed open(Map<String, String> query) {
    readers++;
    if (tail == null) {
      tail = new AlertTail(settings);
    }
    return new AlertFeed(tail, query.getOrDefault("find", "").strip());
  }

  private synchronized void left() {
    readers--;
    if (readers == 0) {
      tail.close();
      tail = null;
    }
  }

  private synchronized BacktestJob job() {
    return job;
  }

  private final class AlertFeed implements Feed {
    private final AlertTail alerts;
    private final String find;
    private long version = -1;

    AlertFeed(AlertTail alerts, String find) {
      this.alerts = alerts;
      this.find = find;
    }

    @Override
    public Object next() {
      Map<String, Object> news = new LinkedHashMap<>();
      long now = alerts.version();
      if (now != version) {
        version = now;
        news.put("loaded", alerts.isLoaded());
        news.put("problem", alerts.problem());
        news.put("firing", alerts.firing(find, MOST));
        news.put("count", alerts.size());
        news.put("resolved", alerts.resolved(find, MOST_RESOLVED));
      }
      news.put("rules", rules(alerts.byRule()));
      news.put("out", out());
      BacktestJob running = job();
      if (running != null) {
        news.put("job", running.show());
      }
      return news;
    }

    @Override
    public void close() {
      left();
    }
  }

  private List<Map<String, Object>> rules(Map<String, Integer> firing) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Map<String, Object> rule : analytics.info()) {
      if (all.size() == MOST) {
        break;
      }
      String name = (String) rule.get("name");
      Tally tally = analytics.counts(name);
      Map<String, Object> one = new LinkedHashMap<>(rule);
      one.put("of", of(analytics.rules().rule(name)));
      one.put("judged", tally.judged.sum());
      one.put("late", tally.late.sum());
      one.put("corrections", tally.corrections.sum());
      one.put("dropped", tally.missing.sum() + tally.skipped.sum() + tally.outOfOrder.sum());
      one.put("failures", tally.failures.sum());
      one.put("said", tally.measures.sum() + tally.alerts.sum());
      one.put("firing", firing.getOrDefault(name, 0));
      all.add(one);
    }
    return all;
  }

  private static String of(Rule rule) {
    return rule == null ? "" : rule.of().all() ? "*" : String.join(", ", rule.of().names());
  }

  /** What leaves, and who is behind. */
  private Map<String, Object> out() {
    Map<String, String> routes = new LinkedHashMap<>();
    for (String name : List.of("records", "lag", "age", "failures", "undelivered")) {
      routes.put(name, "tributary.out." + name);
    }
    Map<String, String> groups = new LinkedHashMap<>();
    for (String name : List.of("lag", "age", "members")) {
      groups.put(name, "tributary.group." + name);
    }
    return Map.of("routes", table("route", routes), "groups", table("group", groups));
  }

  /**
   * @param columns names of meters
   */
  private List<Map<String, Object>> table(String tag, Map<String, String> columns) {
    Map<String, Map<String, Object>> rows = new TreeMap<>();
    columns.forEach(
        (column, meter) ->
            meters
                .values(meter, tag)
                .forEach(
                    (key, value) ->
                        rows.computeIfAbsent(key, name -> new LinkedHashMap<>(Map.of("name", name)))
                            .put(column, value)));
    return List.copyOf(rows.values());
  }

  @Override
  public Object get(String what, Map<String, String> query) throws Exception {
    return switch (what) {
      case "evidence" ->
          new AlertEvidence(settings, project, analytics)
              .of(query.getOrDefault("id", ""), query.getOrDefault("since", ""));
      case BACKTEST -> known(query).result().summary();
      case "series" -> known(query).result().series(query.getOrDefault("key", ""));
      default -> null;
    };
  }

  private BacktestJob known(Map<String, String> query) {
    BacktestJob known = job();
    if (known == null || !known.id().equals(query.get("job"))) {
      throw new ConsoleFailure(404, "This backtest is gone: the last one is held.");
    }
    return known;
  }

  /** It reads and computes, and changes nothing. */
  @Override
  public boolean writes(String action) {
    return false;
  }

  @Override
  public Object post(String action, JsonNode body, String user) {
    return switch (action) {
      case BACKTEST -> begin(body.path("rule").asText(), body.path("hours").asDouble()).show();
      case "cancel" -> cancel();
      default -> null;
    };
  }

  private synchronized BacktestJob begin(String name, double hours) {
    Rule rule = analytics.rules().rule(name);
    if (rule == null) {
      throw new ConsoleFailure(404, "There is no such rule any more.");
    }
    if (!(hours > 0 && hours <= LONGEST.toHours())) {
      throw new ConsoleFailure(
          400, "hours must be more than 0 and at most %d".formatted(LONGEST.toHours()));
    }
    if (job != null && job.isRunning()) {
      throw new ConsoleFailure(409, "Another backtest runs: cancel it, or wait.");
    }
    job =
        new BacktestJob(
            settings,
            project,
            analytics.rules(),
            rule,
            Duration.ofSeconds(Math.max(1, Math.round(hours * 3600))));
    job.start();
    return job;
  }

  private synchronized Map<String, Object> cancel() {
    if (job != null) {
      job.cancel();
    }
    return Map.of("cancelled", job != null);
  }
}
