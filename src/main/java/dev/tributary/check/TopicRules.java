package dev.tributary.check;

import dev.tributary.config.Nearest;
import dev.tributary.config.Settings;
import dev.tributary.kafka.TopicPlan;
import dev.tributary.normalize.Normalization;
import dev.tributary.project.Project;
import dev.tributary.project.YamlTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A topic that only a route names may be misspelt: it would be made without a word. */
final class TopicRules {
  private TopicRules() {}

  /** Of a folder in which nothing is wrong; else other problems come first. */
  static List<String> warnings(Settings.Tributary settings, Project project) throws IOException {
    TopicPlan plan = TopicPlan.of(project, settings.kafka().topicPrefix());
    Set<String> known = new TreeSet<>(plan.names());
    for (String topic : Normalization.topics(project)) {
      known.add(topic);
      known.add(topic.replaceFirst("\\..*", ""));
    }
    List<String> warnings = new ArrayList<>();
    for (YamlTree tree : project.routes().trees()) {
      for (EndpointUse use : EndpointUse.in(tree)) {
        String topic = use.path();
        boolean named = use.scheme().equals("topic") && !use.isDynamic() && !topic.endsWith("*");
        if (named && !known.contains(topic) && !plan.isNamed(topic)) {
          String sentence =
              "topic:%s is named in neither kinds.yaml nor topics.yaml; events would go to %s%s"
                  .formatted(topic, plan.full(topic), Nearest.hint(topic, known));
          warnings.add(tree.finding(use.pointer(), sentence).toString());
        }
      }
    }
    return warnings;
  }
}
