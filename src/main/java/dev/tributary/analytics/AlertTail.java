package dev.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.FailureSentence;
import dev.tributary.config.Settings;
import dev.tributary.support.DaemonThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What fires, and what was resolved lately, read from Kafka until it is closed. */
public final class AlertTail implements AutoCloseable {
  /** Beyond it, what fires is not told apart any more. */
  static final int MOST_FIRING = 10_000;

  private static final int MOST_RESOLVED = 200;
  private static final int BACK = 500;
  private static final long AGAIN_SECONDS = 3;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Settings settings;
  private final String stateTopic;
  private final String historyTopic;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, JsonNode> firing = new LinkedHashMap<>();
  private final Deque<JsonNode> resolved = new ArrayDeque<>();
  private long version;
  private boolean loaded;
  private String problem = "";

  /** Begins to read. */
  public AlertTail(Settings settings) {
    this.settings = settings;
    this.stateTopic = RuleTopics.named(settings, RuleTopics.ALERT_STATE);
    this.historyTopic = RuleTopics.named(settings, RuleTopics.ALERT);
    DaemonThreads.of("alert-tail", this::run).start();
  }

  private void run() {
    while (closed.getCount() > 0) {
      try (KafkaConsumer<byte[], byte[]> consumer = TopicScan.consumer(settings)) {
        follow(consumer);
      } catch (RuntimeException e) {
        state("alerts cannot be read from Kafka: " + FailureSentence.of(e), false);
      }
      pause();
    }
  }

  private void pause() {
    try {
      boolean unused = closed.await(AGAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private synchronized void state(String sentence, boolean complete) {
    if (!sentence.equals(problem) || complete != loaded) {
      problem = sentence;
      loaded = complete;
      version++;
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        TopicScan.partitions(consumer.listTopics(), List.of(stateTopic, historyTopic));
    synchronized (this) {
      firing.clear();
      resolved.clear();
    }
    if (partitions.isEmpty()) {
      state("", true);
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    for (TopicPartition partition : partitions) {
      long back = ends.get(partition) - BACK;
      if (partition.topic().equals(historyTopic) && consumer.position(partition) < back) {
        consumer.seek(partition, back);
      }
    }
    while (closed.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (ends.isEmpty()) {
        state("", true);
      }
    }
  }

  private synchronized void take(ConsumerRecord<byte[], byte[]> record) {
    version++;
    if (record.topic().equals(stateTopic)) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() == null) {
        firing.remove(key);
      } else if (firing.size() < MOST_FIRING || firing.containsKey(key)) {
        firing.put(key, json(record.value()));
      }
      return;
    }
    JsonNode alert = record.value() == null ? JSON.nullNode() : json(record.value());
    if (alert.path("state").asText().equals("resolved")) {
      resolved.addFirst(alert);
      if (resolved.size() > MOST_RESOLVED) {
        resolved.removeLast();
      }
    }
  }

  private static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      return JSON.nullNode();
    }
  }

  /** Changes with everything that is shown here. */
  public synchronized long version() {
    return version;
  }

  /** Whether all that was in Kafka has been read. */
  public synchronized boolean isLoaded() {
    return loaded;
  }

  /** Why nothing can be read, a sentence; or an empty text. */
  public synchronized String problem() {
    return problem;
  }

  /** How many fire. */
  public synchronized int size() {
    return firing.size();
  }

  /** How many fire, by rule. */
  public synchronized Map<String, Integer> byRule() {
    Map<String, Integer> counts = new TreeMap<>();
    firing.values().forEach(alert -> counts.merge(alert.path("alert").asText(), 1, Integer::sum));
    return counts;
  }

  /** What fires and has this text in it, the newest first. */
  public synchronized List<JsonNode> firing(String find, int most) {
    return newest(firing.values().stream(), "since", find, most);
  }

  /** What was resolved lately and has this text in it, the newest first. */
  public synchronized List<JsonNode> resolved(String find, int most) {
    return newest(resolved.stream(), "time", find, most);
  }

  private static List<JsonNode> newest(Stream<JsonNode> alerts, String by, String find, int most) {
    String text = find.toLowerCase(Locale.ROOT);
    return new ArrayList<>(
        alerts
            .filter(alert -> text.isEmpty() || has(alert, text))
            .sorted(Comparator.comparing((JsonNode alert) -> alert.path(by).asText()).reversed())
            .limit(most)
            .toList());
  }

  private static boolean has(JsonNode alert, String text) {
    return Stream.of("alert", "device_id", "key", "kind", "region", "text")
        .anyMatch(name -> alert.path(name).asText().toLowerCase(Locale.ROOT).contains(text));
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
