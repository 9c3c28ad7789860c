package dev.tributary.analytics;

import dev.tributary.config.Settings;
import dev.tributary.kafka.ClientSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from a time, or from their beginning, to where they end now. */
public final class TopicScan {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Settings settings;
  private final Collection<String> topics;
  private final Instant since;
  private Predicate<TopicPartition> wanted = partition -> true;
  private Progress progress = Progress.NOBODY;
  private Duration patience = PATIENCE;

  /**
   * @param topics as Kafka knows them; those that are not there are left out
   * @param since null for all
   */
  TopicScan(Settings settings, Collection<String> topics, Instant since) {
    this.settings = settings;
    this.topics = topics;
    this.since = since;
  }

  /** Sees how far a scan is, now and then. */
  @FunctionalInterface
  public interface Progress {
    Progress NOBODY = (read, all) -> {};

    /**
     * Ends the scan with an exception.
     *
     * @param read records, of about {@code all}
     */
    void at(long read, long all);
  }

  /** Reads all partitions of these topics, as {@link #read(Consumer)} does. */
  public static void read(
      Settings settings,
      Collection<String> topics,
      Instant since,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    new TopicScan(settings, topics, since).read(records);
  }

  /** Some partitions only. */
  TopicScan only(Predicate<TopicPartition> some) {
    wanted = some;
    return this;
  }

  TopicScan watchedBy(Progress watcher) {
    progress = watcher;
    return this;
  }

  /** How long Kafka may answer nothing. */
  TopicScan patience(Duration other) {
    patience = other;
    return this;
  }

  /**
   * Hands over each record.
   *
   * @throws org.apache.kafka.common.KafkaException where Kafka does not answer, or no longer
   */
  void read(Consumer<ConsumerRecord<byte[], byte[]>> records) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
      List<TopicPartition> partitions = partitions(consumer.listTopics(), topics);
      partitions.removeIf(partition -> !wanted.test(partition));
      if (partitions.isEmpty()) {
        return;
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      if (since != null) {
        seek(consumer, ends, since);
      }
      read(consumer, ends, records);
    }
  }

  private void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    long at = position(consumer, ends.keySet());
    long all = ends.values().stream().mapToLong(Long::longValue).sum() - at;
    long read = 0;
    long moved = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      progress.at(read, all);
      long now = position(consumer, ends.keySet());
      if (now > at) {
        at = now;
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > patience.toNanos()) {
        throw new TimeoutException(
            "Kafka has sent nothing for %d s, %d of about %d records had been read"
                .formatted(patience.toSeconds(), read, all));
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
          records.accept(record);
          read++;
        }
      }
    }
  }

  private static long position(
      KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    return partitions.stream().mapToLong(consumer::position).sum();
  }

  /** A consumer of no group, which begins where it is told. */
  static KafkaConsumer<byte[], byte[]> consumer(Settings settings) {
    Map<String, Object> config = ClientSettings.streams(settings);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static List<TopicPartition> partitions(
      Map<String, List<PartitionInfo>> all, Collection<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      all.getOrDefault(topic, List.of())
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private static void seek(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Instant since) {
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, since.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    found.forEach(
        (partition, offset) ->
            consumer.seek(partition, offset == null ? ends.get(partition) : offset.offset()));
  }
}
