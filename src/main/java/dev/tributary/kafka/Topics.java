package dev.tributary.kafka;

import dev.tributary.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The names of topics: without a prefix in routes, with it in Kafka. Every topic that was ever
 * named here is one whose metadata is kept fresh.
 */
public final class Topics {
  public static final String RAW = "raw";
  public static final String STATE = "device.state";
  public static final String THROTTLED = "throttled";

  /**
   * @param name in Kafka, {@code iot.sensor.temperature}
   * @param type the CloudEvents header: the name without the prefix
   */
  public record Topic(String name, Header type) {}

  /** No name of ours begins so. */
  private static final String LITERAL = "\0";

  private final String prefix;
  private final Map<String, Topic> known = new ConcurrentHashMap<>();
  private final Set<String> events = ConcurrentHashMap.newKeySet();

  public Topics(String prefix) {
    this.prefix = prefix.isEmpty() ? "" : prefix + ".";
  }

  /** Those that every gateway of these settings has. */
  public static Topics of(Settings.Tributary settings) {
    Topics topics = new Topics(settings.kafka().topicPrefix());
    topics.name(settings.deadLetter().topic());
    topics.name(THROTTLED);
    if (settings.raw().enabled()) {
      topics.name(RAW);
    }
    if (settings.state().enabled()) {
      topics.name(STATE);
    }
    return topics;
  }

  /**
   * A topic that a route names as Kafka knows it: with whatever prefix, and created as ours are.
   */
  public void literal(String name) {
    if (name.startsWith(prefix)) {
      topic(name.substring(prefix.length()));
    } else {
      known.computeIfAbsent(LITERAL + name, n -> new Topic(name, type(name)));
    }
  }

  /** A topic without prefix that a route gives to events. */
  public void event(String plain) {
    events.add(plain);
    topic(plain);
  }

  /** The topics without prefix that routes give to events by name. */
  public Set<String> events() {
    return new TreeSet<>(events);
  }

  /** The full name in Kafka. */
  public String name(String plain) {
    return topic(plain).name();
  }

  /** The full names of all topics that anything here writes to. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    known.values().forEach(topic -> names.add(topic.name()));
    return names;
  }

  public Topic topic(String plain) {
    Topic topic = known.get(plain);
    return topic != null
        ? topic
        : known.computeIfAbsent(plain, p -> new Topic(prefix + p, type(p)));
  }

  private static Header type(String plain) {
    return new RecordHeader("ce_type", plain.getBytes(StandardCharsets.UTF_8));
  }
}
