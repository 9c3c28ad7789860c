package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.analytics.AlertStory;
import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.config.Settings;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why an alert fired, as {@code explain --alert} finds it in Kafka. */
final class AlertEvidence {
  private static final int MOST_EVENTS = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Settings settings;
  private final Project project;
  private final AnalyticsModule analytics;
  private final long begun = System.nanoTime();

  AlertEvidence(Settings settings, Project project, AnalyticsModule analytics) {
    this.settings = settings;
    this.project = project;
    this.analytics = analytics;
  }

  /**
   * @param since of the alert, as it says itself; empty where that is not known
   */
  Map<String, Object> of(String id, String since) throws Exception {
    AlertStory story = AlertStory.find(settings, id, time(since), this::at);
    if (story.said().isEmpty()) {
      throw new ConsoleFailure(404, "This alert is not in Kafka any more.");
    }
    JsonNode first = story.said().get(0).alert();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", first.path("id"));
    shown.put("alert", first.path("alert"));
    shown.put("rule", rule(first));
    shown.put("said", story.said().stream().map(AlertStory.Said::alert).toList());
    List<AlertStory.Led> led = story.led(AnalyticsModule.topics(project));
    shown.put("events", shown(led));
    shown.put("left", Math.max(0, led.size() - MOST_EVENTS));
    boolean opened =
        led.stream().anyMatch(one -> one.event().path("id").asText().equals(story.opening()));
    shown.put("opening", opened ? "" : story.opening());
    shown.put("deliveries", story.deliveries());
    shown.put("undelivered", story.isUndelivered());
    return shown;
  }

  private void at(long read, long all) {
    if (System.nanoTime() - begun > PATIENCE.toNanos()) {
      throw new ConsoleFailure(
          504,
          "Kafka has not given all after %d s; the command explain --alert waits longer"
              .formatted(PATIENCE.toSeconds()));
    }
  }

  private static Instant time(String since) {
    try {
      return since.isEmpty() ? null : Instant.parse(since);
    } catch (DateTimeParseException e) {
      throw new ConsoleFailure(400, "since must be a time in UTC");
    }
  }

  private String rule(JsonNode first) {
    Rule rule = analytics.rules().rule(first.path("alert").asText());
    return rule == null
        ? "there is no such rule any more"
        : rule.version().equals(first.path("rule_version").asText())
            ? "as in " + rule.where()
            : "edited since, in " + rule.where();
  }

  /** The first and the last. */
  private static List<Map<String, Object>> shown(List<AlertStory.Led> led) {
    List<AlertStory.Led> few = new ArrayList<>(led);
    if (few.size() > MOST_EVENTS) {
      few.subList(MOST_EVENTS / 2, few.size() - MOST_EVENTS / 2).clear();
    }
    List<Map<String, Object>> shown = new ArrayList<>();
    for (AlertStory.Led one : few) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("role", one.role());
      for (String name : List.of("id", "time", "kind", "value", "unit")) {
        if (one.event().has(name)) {
          event.put(name, one.event().get(name));
        }
      }
      event.put("address", one.event().path("source").path("address"));
      shown.add(event);
    }
    return shown;
  }
}
