package dev.tributary.check;

import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.ingest.mqtt.MqttProbe;
import dev.tributary.kafka.TopicAudit;
import dev.tributary.normalize.Normalization;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import dev.tributary.project.YamlTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What only the brokers know. Asks them, and changes nothing there. */
public final class Online {
  private Online() {}

  /**
   * @param settings and routes in which nothing else is wrong
   */
  public static List<Finding> findings(Settings settings, Project project) throws IOException {
    List<String> problems = new ArrayList<>();
    Settings.Tributary tributary = settings.tributary();
    if (isSet(tributary.kafka().brokers())) {
      problems.addAll(TopicAudit.problems(settings, project, topics(project)));
    } else {
      problems.add("Kafka cannot be asked: tributary.kafka.brokers is unset");
    }
    if (tributary.mqtt().brokerUrl() == null) {
      problems.add("the MQTT broker cannot be asked: tributary.mqtt.broker-url is unset");
    } else if (isSet(tributary.mqtt().brokerUrl())) {
      problems.addAll(
          MqttProbe.problems(tributary.mqtt(), AddressTemplates.parse(tributary.addresses())));
    }
    return problems.stream()
        .map(problem -> new Finding(null, 0, problem.strip().replaceAll("\\s*\\R\\s*", " ")))
        .toList();
  }

  private static boolean isSet(String value) {
    return value != null && !value.isBlank();
  }

  /** Of all kinds, and those that routes name themselves. */
  private static Set<String> topics(Project project) {
    Set<String> topics = new TreeSet<>(Normalization.topics(project));
    for (YamlTree tree : project.routes().trees()) {
      for (EndpointUse use : EndpointUse.in(tree)) {
        if (use.scheme().equals("topic") && use.path().contains(".") && !use.isDynamic()) {
          topics.add(use.path());
        }
      }
    }
    topics.addAll(RuleTopics.of(AnalyticsModule.rules(project)));
    return topics;
  }
}
