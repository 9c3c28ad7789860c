package dev.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.analytics.AlertStory;
import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.config.Settings;
import dev.tributary.project.Project;
import dev.tributary.text.Printable;
import java.io.PrintWriter;
import java.util.List;

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
    events(story);
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

  private void events(AlertStory story) {
    List<AlertStory.Led> led = story.led(AnalyticsModule.topics(project));
    for (int i = 0; i < led.size(); i++) {
      if (i == MOST && led.size() > 2 * MOST) {
        line("          … %d events".formatted(led.size() - 2 * MOST));
        i = led.size() - MOST;
      }
      JsonNode event = led.get(i).event();
      line(
          "%-9s %s  %s %s %s  %s"
              .formatted(
                  led.get(i).role(),
                  event.path("time").asText(),
                  event.path("kind").asText(),
                  event.path("value"),
                  event.path("unit").asText(),
                  event.path("source").path("address").asText()));
    }
    if (led.stream().noneMatch(one -> one.event().path("id").asText().equals(story.opening()))) {
      line(
          "opened by %s, which is not in Kafka any more, or in another topic"
              .formatted(story.opening()));
    }
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
