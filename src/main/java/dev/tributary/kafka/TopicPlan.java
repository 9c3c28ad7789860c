package dev.tributary.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.config.OperatorFile;
import dev.tributary.config.YamlSource;
import dev.tributary.project.FileReading;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * What topics.yaml configures for each topic: partitions, replication and Kafka's own topic
 * settings. The first pattern that fits a topic counts; what it does not set, the broker decides.
 */
public final class TopicPlan {
  /** A topic's settings; what is empty is left to the broker. */
  record Wish(
      Optional<Integer> partitions, Optional<Short> replication, Map<String, String> config) {
    static final Wish NOTHING = new Wish(Optional.empty(), Optional.empty(), Map.of());
  }

  static final Set<String> KEYS = Set.of("partitions", "replication", "config");

  private final String prefix;
  private final Map<String, Wish> wishes;

  private TopicPlan(String prefix, Map<String, Wish> wishes) {
    this.prefix = prefix.isEmpty() ? "" : prefix + ".";
    this.wishes = wishes;
  }

  private static final String FILE = "topics.yaml";

  /** Whether it is the file that is read here. */
  static boolean isOf(Path file) {
    return file.endsWith(FILE);
  }

  /**
   * Reads topics.yaml of a folder.
   *
   * @throws IllegalArgumentException one sentence for each thing that is wrong, joined by new lines
   */
  public static TopicPlan of(Project project, String prefix) throws IOException {
    return read(project.file(FILE), prefix);
  }

  /** What is wrong with it. */
  static List<Finding> findings(Project project, String prefix) {
    FileReading reading = file -> read(file, prefix);
    return reading.findings(project.file(FILE));
  }

  /** Asks nothing of any topic. */
  public static TopicPlan none(String prefix) {
    return new TopicPlan(prefix, Map.of());
  }

  /**
   * Reads topics.yaml, whose names have no prefix and may end in {@code *}; a file that is not
   * there sets nothing.
   *
   * @throws IllegalArgumentException one sentence for each thing that is wrong, joined by new lines
   */
  public static TopicPlan read(Path file, String prefix) throws IOException {
    if (!OperatorFile.exists(file)) {
      return none(prefix);
    }
    Map<String, Wish> wishes = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    YamlSource source = YamlSource.read(file, YamlSource.name(file), problems);
    if (!source.root().isObject()) {
      source.problem("", "topics.yaml names topics, each with names and values");
    }
    source.root().fieldNames().forEachRemaining(topic -> wishes.put(topic, wish(source, topic)));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new TopicPlan(prefix, wishes);
  }

  private static Wish wish(YamlSource source, String topic) {
    String at = "/" + topic;
    Map<String, String> config = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : source.root().path(topic).properties()) {
      String key = entry.getKey();
      if (!KEYS.contains(key)) {
        source.problem(
            at + "/" + key,
            "a topic has partitions, replication and config but %s has \"%s\"%s"
                .formatted(topic, key, Nearest.hint(key, KEYS)));
      }
    }
    source
        .root()
        .path(topic)
        .path("config")
        .properties()
        .forEach(c -> config.put(c.getKey(), c.getValue().asText()));
    return new Wish(
        count(source, topic, "partitions"),
        count(source, topic, "replication").map(Integer::shortValue),
        config);
  }

  private static Optional<Integer> count(YamlSource source, String topic, String key) {
    JsonNode node = source.root().path(topic).path(key);
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (node.asInt() < 1 || node.asInt() > Short.MAX_VALUE) {
      source.problem(
          "/" + topic + "/" + key,
          "%s of %s must be a number from 1 but is \"%s\"".formatted(key, topic, node.asText()));
      return Optional.of(1);
    }
    return Optional.of(node.asInt());
  }

  /** The topic as it is to be created. */
  NewTopic topic(String name) {
    Wish wish = wish(name);
    return new NewTopic(name, wish.partitions(), wish.replication())
        .configs(new HashMap<>(wish.config()));
  }

  /** A sentence for each topic that is there but not as planned. */
  List<String> differences(Collection<TopicDescription> found) {
    List<String> differences = new ArrayList<>();
    for (TopicDescription topic : found) {
      Wish wish = wish(topic.name());
      int partitions = topic.partitions().size();
      wish.partitions()
          .filter(wanted -> wanted != partitions)
          .ifPresent(
              wanted ->
                  differences.add(
                      "Topic %s has %d partitions but topics.yaml has %d; it is left as it is"
                          .formatted(topic.name(), partitions, wanted)));
      int replicas = topic.partitions().get(0).replicas().size();
      wish.replication()
          .filter(wanted -> wanted != replicas)
          .ifPresent(
              wanted ->
                  differences.add(
                      "Topic %s is replicated %d times but topics.yaml has %d; it is left as it is"
                          .formatted(topic.name(), replicas, wanted)));
    }
    return differences;
  }

  /** A sentence for each setting that the topic has but not as planned. */
  List<String> differences(String name, Config found) {
    List<String> differences = new ArrayList<>();
    wish(name)
        .config()
        .forEach(
            (key, wanted) -> {
              ConfigEntry entry = found.get(key);
              if (entry != null && !wanted.equals(entry.value())) {
                differences.add(
                    "Topic %s has %s=%s but topics.yaml has %s; it is left as it is"
                        .formatted(name, key, entry.value(), wanted));
              }
            });
    return differences;
  }

  /** A topic as Kafka knows it, with the prefix. */
  public String full(String topic) {
    return prefix + topic;
  }

  /** The topics that the file names one by one, without prefix. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(wishes.keySet());
    names.removeIf(TopicPlan::isPattern);
    return names;
  }

  /** Whether the file configures this topic beyond the settings for all. */
  public boolean isNamed(String topic) {
    return wishes.keySet().stream()
        .anyMatch(pattern -> !pattern.equals("*") && fits(pattern, topic));
  }

  private Wish wish(String name) {
    String plain = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    for (Map.Entry<String, Wish> entry : wishes.entrySet()) {
      if (fits(entry.getKey(), plain)) {
        return entry.getValue();
      }
    }
    return Wish.NOTHING;
  }

  private static boolean isPattern(String name) {
    return name.endsWith("*");
  }

  private static boolean fits(String pattern, String name) {
    return isPattern(pattern)
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
