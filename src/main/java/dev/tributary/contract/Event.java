package dev.tributary.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One measurement of one device: what becomes one Kafka record. Everything but the topics is fixed
 * once normalization has made it; routes give it the topic, and further ones for copies.
 *
 * <p>Routes read it from {@code simple}: {@code ${body.kind}}.
 */
public final class Event {
  private final String id;
  private final String device;
  private final String region;
  private final Kind kind;
  private final Object value;
  private final String unit;
  private final Instant time;
  private final Instant received;
  private final Source source;
  private final Map<String, Object> attributes;
  private String topic;
  private List<String> copies = List.of();

  /**
   * @param value a Number, Boolean or String, or a {@code Map<String, Number>} for a position
   * @param unit the unit code, or null where the kind has none
   * @param attributes scalars only, in the order in which they are to be written
   */
  public Event(
      String id,
      String device,
      String region,
      Kind kind,
      Object value,
      String unit,
      Instant time,
      Instant received,
      Source source,
      Map<String, Object> attributes) {
    this.id = Objects.requireNonNull(id, "id");
    this.device = Objects.requireNonNull(device, "device");
    this.region = Objects.requireNonNull(region, "region");
    this.kind = Objects.requireNonNull(kind, "kind");
    this.value = Objects.requireNonNull(value, "value");
    this.unit = unit;
    this.time = Objects.requireNonNull(time, "time");
    this.received = Objects.requireNonNull(received, "received");
    this.source = Objects.requireNonNull(source, "source");
    this.attributes = attributes;
  }

  /**
   * A kind as routing needs it.
   *
   * @param name lower-case, {@code temperature}
   * @param group {@code sensor}, {@code device}, {@code camera} or {@code event}
   * @param topic without prefix, {@code sensor.temperature}
   */
  public record Kind(String name, String group, String topic) {
    /** A kind with a topic of its own, {@code <group>.<name>}, or in {@code <group>.other}. */
    public Kind(String name, String group, boolean ownTopic) {
      this(name, group, name.equals(group) ? name : group + "." + (ownTopic ? name : "other"));
    }
  }

  public String id() {
    return id;
  }

  public String device() {
    return device;
  }

  public String region() {
    return region;
  }

  public String kind() {
    return kind.name();
  }

  public String group() {
    return kind.group();
  }

  public Object value() {
    return value;
  }

  public String unit() {
    return unit;
  }

  public Instant time() {
    return time;
  }

  public Instant received() {
    return received;
  }

  public Source source() {
    return source;
  }

  public Map<String, Object> attributes() {
    return attributes;
  }

  /** The topic that kinds.yaml names for this kind, without prefix: {@code sensor.temperature}. */
  public String defaultTopic() {
    return kind.topic();
  }

  /** The topic that the route stage gave, without prefix, or null before it did. */
  public String topic() {
    return topic;
  }

  public void topic(String name) {
    this.topic = name;
  }

  /** Further topics that get a copy. */
  public List<String> copies() {
    return copies;
  }

  public void copyTo(String name) {
    List<String> more = new ArrayList<>(copies);
    more.add(name);
    copies = List.copyOf(more);
  }

  /** For people who trace a message: no more than fits a line. */
  @Override
  public String toString() {
    return "%s %s=%s%s -> %s"
        .formatted(device, kind.name(), value, unit == null ? "" : " " + unit, topic);
  }
}
