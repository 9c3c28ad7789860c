package dev.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.analytics.AlertStory;
import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.config.Settings;
import dev.tributary.project.Project;
import dev.tributary.text.Printable;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Why an alert fired, as Kafka knows it. */
final class AlertExplanation {
  /** Of many events the first and the last of these are printed. */
  private static final int MOST = 20;

  private final Settings settings;
  private final Project project;
  private final PrintWriter out;

  AlertExplanation(Settings settings, Project project, PrintWriter out) {
    this.settings = settings;
    this.project = project;
    this.out = out;
  }

  /**
   * Prints it.
   *
   * @throws IllegalArgumentException where there is no such alert
   */
  void print(String id) throws Exception {
    AlertStory story = AlertStory.find(settings, id);
    if (story.said().isEmpty()) {
      throw new IllegalArgumentException(
          "--alert must be the id of an alert in Kafka, or <alert>/<device>, but none is \"%s\" (alerts lists those that fire)"
              .formatted(id));
    }
    JsonNode first = story.said().get(0).alert();
    line("alert     %s  %s".formatted(first.path("alert").asText(), first.path("id").asText()));
    rule(first);
    for (AlertStory.Said said : story.said()) {
      JsonNode alert = said.alert();
      line(
          "%-9s %s  %s: %s"
              .formatted(
                  alert.path("state").asText(),
                  alert.path("time").asText(),
                  alert.path("reason").asText(),
                  alert.path("text").asText()));
    }
    events(story, first);
    delivery(story);
    out.flush();
  }

  private void rule(JsonNode first) {
    String version = first.path("rule_version").asText();
    Rule rule = AnalyticsModule.rules(project).rule(first.path("alert").asText());
    String now =
        rule == null
            ? "the folder has no such rule"
            : rule.version().equals(version)
                ? "as in " + rule.where()
                : "edited since: %s in %s".formatted(rule.version(), rule.where());
    line("rule      version %s, %s".formatted(version, now));
  }

  private void events(AlertStory story, JsonNode first) {
    List<JsonNode> events = story.events(AnalyticsModule.topics(project));
    Set<String> evidence = new HashSet<>();
    story.said().forEach(s -> s.alert().path("evidence").forEach(e -> evidence.add(e.asText())));
    String opening = first.path("evidence").path(0).asText();
    int from = 0;
    while (from < events.size() - 1 && !evidence.contains(id(events.get(from + 1)))) {
      from++;
    }
    List<JsonNode> told = events.subList(Math.min(from, events.size()), events.size());
    for (int i = 0; i < told.size(); i++) {
      if (i == MOST && told.size() > 2 * MOST) {
        line("          … %d events".formatted(told.size() - 2 * MOST));
        i = told.size() - MOST;
      }
      JsonNode event = told.get(i);
      String what =
          id(event).equals(opening) ? "opened by" : evidence.contains(id(event)) ? "evidence" : "";
      line(
          "%-9s %s  %s %s %s  %s"
              .formatted(
                  what,
                  event.path("time").asText(),
                  event.path("kind").asText(),
                  event.path("value"),
                  event.path("unit").asText(),
                  event.path("source").path("address").asText()));
    }
    if (told.stream().noneMatch(event -> id(event).equals(opening))) {
      line("opened by %s, which is not in Kafka any more, or in another topic".formatted(opening));
    }
  }

  private static String id(JsonNode event) {
    return event.path("id").asText();
  }

  private void delivery(AlertStory story) throws Exception {
    List<AlertStory.Delivery> deliveries = story.deliveries();
    for (AlertStory.Delivery delivery : deliveries) {
      line("delivery  %s: %s".formatted(delivery.route(), delivery.done() ? "done" : "waits"));
    }
    if (deliveries.isEmpty()) {
      line("delivery  no route out has read alerts yet");
    } else if (story.isUndelivered()) {
      line("delivery  a far end refused it: it is in the topic undelivered");
    }
  }

  private void line(String line) {
    out.println(Printable.line(line.stripTrailing()));
  }
}
