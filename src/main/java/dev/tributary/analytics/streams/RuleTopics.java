package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.config.Settings;
import java.util.Set;
import java.util.TreeSet;

/** The topics that rules write, without prefix. */
public final class RuleTopics {
  public static final String TICK = "tick";
  public static final String ALERT = "alert";
  public static final String ALERT_STATE = "alert.state";
  public static final String LATE = "analytics.late";

  /** What one partition knows of groups of devices, for the one that merges it. */
  public static final String PART = "analytics.part";

  private static final String MEASURE = "analytics.";

  private RuleTopics() {}

  /** A topic as Kafka knows it. */
  public static String named(Settings settings, String plain) {
    return settings.tributary().kafka().prefixed(plain);
  }

  /** The consumer group, and the beginning of the names of Streams' own topics. */
  public static String applicationId(Settings settings) {
    String prefix = settings.tributary().kafka().topicPrefix();
    return (prefix.isEmpty() ? "tributary" : prefix) + ".analytics";
  }

  public static String measure(String rule) {
    return MEASURE + rule;
  }

  /** All of them; none where there is no rule. */
  public static Set<String> of(RuleSet rules) {
    Set<String> topics = new TreeSet<>();
    if (!rules.isEmpty()) {
      topics.addAll(Set.of(TICK, ALERT, ALERT_STATE, LATE, PART));
      rules.measures().forEach(rule -> topics.add(measure(rule.name())));
    }
    return topics;
  }
}
