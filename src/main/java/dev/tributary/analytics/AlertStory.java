package dev.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.Settings;
import dev.tributary.kafka.ClientSettings;
import dev.tributary.kafka.out.OutModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka knows of one alert: its records, the events that led to it, and who has delivered it.
 */
public final class AlertStory {
  /** A device's clock may be behind the gateway's, by which topics are searched. */
  private static final Duration BEFORE = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OTHER = "other";

  private final List<Said> said = new ArrayList<>();
  private final Settings settings;
  private final TopicScan.Progress progress;

  /**
   * An event that led to the alert.
   *
   * @param role {@code opened by}, {@code evidence}, or empty
   */
  public record Led(JsonNode event, String role) {}

  /** A record of the alert, and where it lies. */
  public record Said(JsonNode alert, TopicPartition partition, long offset) {}

  /** A route out that reads alerts, and how far it came. */
  public record Delivery(String route, boolean done) {}

  private AlertStory(Settings settings, TopicScan.Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Finds the alert.
   *
   * @param id its id, or the alert and the device, {@code humid/room-1}: the last one then
   */
  public static AlertStory find(Settings settings, String id) {
    return find(settings, id, null, TopicScan.Progress.NOBODY);
  }

  /**
   * The same.
   *
   * @param since not before this time, or null
   */
  public static AlertStory find(
      Settings settings, String id, Instant since, TopicScan.Progress progress) {
    AlertStory story = new AlertStory(settings, progress);
    Map<String, List<Said>> found = new TreeMap<>();
    String[] last = {""};
    story.read(
        List.of(RuleTopics.named(settings, RuleTopics.ALERT)),
        since == null ? null : since.minus(BEFORE),
        record -> {
          JsonNode alert = json(record);
          if (alert.path("id").asText().equals(id) || id.equals(stateKey(alert))) {
            last[0] = alert.path("id").asText();
            found
                .computeIfAbsent(last[0], i -> new ArrayList<>())
                .add(
                    new Said(
                        alert,
                        new TopicPartition(record.topic(), record.partition()),
                        record.offset()));
          }
        });
    story.said.addAll(found.getOrDefault(last[0], List.of()));
    return story;
  }

  private static String stateKey(JsonNode alert) {
    String device = alert.path("device_id").asText(alert.path("key").asText());
    return alert.path("alert").asText() + "/" + device;
  }

  private static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null ? JSON.nullNode() : JSON.readTree(record.value());
    } catch (IOException e) {
      return JSON.nullNode();
    }
  }

  /** Its records, the first one first; none where there is no such alert. */
  public List<Said> said() {
    return said;
  }

  /**
   * The events of its device and kind from just before the opening one to its last record, by time.
   *
   * @param topics of events, without prefix
   */
  private List<JsonNode> events(Collection<String> topics) {
    JsonNode first = said.get(0).alert();
    JsonNode last = said.get(said.size() - 1).alert();
    Instant since = Instant.parse(first.path("since").asText());
    Instant until = Instant.parse(last.path("time").asText());
    String kind = first.path("reason").asText().equals("silent") ? "" : first.path("kind").asText();
    List<JsonNode> events = new ArrayList<>();
    read(
        topicsOf(kind, topics),
        since.minus(BEFORE),
        record -> {
          JsonNode event = json(record);
          if (event.path("device_id").equals(first.path("device_id"))
              && (kind.isEmpty() || event.path("kind").asText().equals(kind))
              && event.path("time").asText().compareTo(until.toString()) <= 0) {
            events.add(event);
          }
        });
    events.sort(Comparator.comparing(event -> event.path("time").asText()));
    return events;
  }

  private void read(
      Collection<String> topics, Instant since, Consumer<ConsumerRecord<byte[], byte[]>> records) {
    new TopicScan(settings, topics, since).watchedBy(progress).read(records);
  }

  /** The events from the last one before its evidence on, and what each of them is to it. */
  public List<Led> led(Collection<String> topics) {
    List<JsonNode> events = events(topics);
    Set<String> evidence = new HashSet<>();
    said.forEach(s -> s.alert().path("evidence").forEach(e -> evidence.add(e.asText())));
    int from = 0;
    while (from < events.size() - 1 && !evidence.contains(id(events.get(from + 1)))) {
      from++;
    }
    return events.subList(Math.min(from, events.size()), events.size()).stream()
        .map(
            event ->
                new Led(
                    event,
                    id(event).equals(opening())
                        ? "opened by"
                        : evidence.contains(id(event)) ? "evidence" : ""))
        .toList();
  }

  /** The id of the event that opened it. */
  public String opening() {
    return said.get(0).alert().path("evidence").path(0).asText();
  }

  private static String id(JsonNode event) {
    return event.path("id").asText();
  }

  private List<String> topicsOf(String kind, Collection<String> topics) {
    List<String> all = new ArrayList<>();
    topics.stream()
        .filter(topic -> kind.isEmpty() || topic.endsWith("." + kind) || topic.endsWith(OTHER))
        .forEach(all::add);
    all.add(RuleTopics.measure(kind));
    return all.stream().map(topic -> RuleTopics.named(settings, topic)).toList();
  }

  /**
   * The routes out that have read alerts, and whether they are past the last record of this one.
   */
  public List<Delivery> deliveries() throws ExecutionException, InterruptedException {
    Said last = said.get(said.size() - 1);
    String groups = OutModule.groups(settings);
    List<Delivery> deliveries = new ArrayList<>();
    try (Admin admin = Admin.create(ClientSettings.admin(settings))) {
      for (ConsumerGroupListing group : admin.listConsumerGroups().all().get()) {
        if (group.groupId().startsWith(groups)) {
          OffsetAndMetadata offset =
              admin
                  .listConsumerGroupOffsets(group.groupId())
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(last.partition());
          if (offset != null) {
            deliveries.add(
                new Delivery(
                    group.groupId().substring(groups.length()), offset.offset() > last.offset()));
          }
        }
      }
    }
    return deliveries;
  }

  /** Whether a far end refused it for good. */
  public boolean isUndelivered() {
    boolean[] found = {false};
    String id = said.get(0).alert().path("id").asText();
    Instant since = Instant.parse(said.get(0).alert().path("since").asText());
    read(
        List.of(RuleTopics.named(settings, "undelivered")),
        since.minus(BEFORE),
        record ->
            found[0] |=
                record.value() != null
                    && new String(record.value(), StandardCharsets.UTF_8).contains(id));
    return found[0];
  }
}
