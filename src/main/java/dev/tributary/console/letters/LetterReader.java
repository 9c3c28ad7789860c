package dev.tributary.console.letters;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.kafka.ClientSettings;
import dev.tributary.kafka.Topics;
import dev.tributary.replay.OffsetRanges;
import dev.tributary.replay.ReplaySelection;
import dev.tributary.replay.StoredMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads dead letters back: the newest, within bounds of number, bytes in memory and time. */
final class LetterReader {
  static final int MOST = 1000;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(12);

  private final Map<String, Object> config;
  private final AddressTemplates templates;
  private final String topic;
  private final UnaryOperator<String> mask;

  /**
   * @param mask hides what is secret in a text
   */
  LetterReader(Settings settings, UnaryOperator<String> mask) {
    this.mask = mask;
    this.templates = AddressTemplates.parse(settings.tributary().addresses());
    this.topic =
        new Topics(settings.tributary().kafka().topicPrefix())
            .name(settings.tributary().deadLetter().topic());
    this.config = new HashMap<>(ClientSettings.admin(settings));
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "tributary-console");
    config.put(ConsumerConfig.GROUP_ID_CONFIG, ReplaySelection.GROUP);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
  }

  /**
   * What was read.
   *
   * @param stored how many the topic holds in this range
   * @param whole whether all of the newest were read in time
   */
  record Read(List<Letter> letters, long stored, boolean whole) {}

  /** The part of a partition that is read. */
  private record Part(long start, long end, OffsetRanges replayed) {}

  /** Reads the newest that were stored in this time; both may be null. */
  Read newest(int most, Instant since, Instant until, BiConsumer<Long, Long> progress) {
    try (Consumer<byte[], byte[]> consumer = open()) {
      Set<TopicPartition> partitions = partitions(consumer);
      Map<TopicPartition, Part> parts = new LinkedHashMap<>();
      long stored = plan(consumer, partitions, new long[] {millis(since), millis(until)}, parts);
      parts.replaceAll(
          (partition, part) ->
              new Part(Math.max(part.start(), part.end() - most), part.end(), part.replayed()));
      PriorityQueue<Letter> newest = new PriorityQueue<>(Comparator.comparingLong(Letter::at));
      boolean whole = read(consumer, parts, progress, newest, most);
      List<Letter> letters = new ArrayList<>(newest);
      letters.sort(Comparator.comparingLong(Letter::at).reversed());
      return new Read(letters, stored, whole);
    }
  }

  private static long millis(Instant time) {
    return time == null ? -1 : time.toEpochMilli();
  }

  private Consumer<byte[], byte[]> open() {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Set<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    Set<TopicPartition> partitions = new HashSet<>();
    if (infos != null) {
      infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  /** Returns how many records there are between these times. */
  private static long plan(
      Consumer<byte[], byte[]> consumer,
      Set<TopicPartition> partitions,
      long[] times,
      Map<TopicPartition, Part> parts) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> since = at(consumer, partitions, times[0], begins, ends);
    Map<TopicPartition, Long> until = at(consumer, partitions, times[1], ends, ends);
    Map<TopicPartition, OffsetAndMetadata> marks = consumer.committed(partitions);
    long stored = 0;
    for (TopicPartition partition : partitions) {
      long start = since.get(partition);
      long end = Math.max(start, until.get(partition));
      stored += end - start;
      if (end > start) {
        parts.put(
            partition,
            new Part(start, end, ReplaySelection.done(marks.get(partition), ends.get(partition))));
      }
    }
    return stored;
  }

  /** The first offset of each partition at this time or later. */
  private static Map<TopicPartition, Long> at(
      Consumer<byte[], byte[]> consumer,
      Set<TopicPartition> partitions,
      long millis,
      Map<TopicPartition, Long> withoutTime,
      Map<TopicPartition, Long> ends) {
    if (millis < 0) {
      return withoutTime;
    }
    Map<TopicPartition, Long> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, millis));
    Map<TopicPartition, Long> found = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> one :
        consumer.offsetsForTimes(asked).entrySet()) {
      found.put(
          one.getKey(),
          one.getValue() == null ? ends.get(one.getKey()) : Long.valueOf(one.getValue().offset()));
    }
    return found;
  }

  /** Returns whether it came to the end in time. */
  private boolean read(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, Part> parts,
      BiConsumer<Long, Long> progress,
      PriorityQueue<Letter> newest,
      int most) {
    long toRead = parts.values().stream().mapToLong(part -> part.end() - part.start()).sum();
    consumer.assign(parts.keySet());
    parts.forEach((partition, part) -> consumer.seek(partition, part.start()));
    Set<TopicPartition> open = new HashSet<>(parts.keySet());
    long patience = System.nanoTime() + PATIENCE_NANOS;
    long read = 0;
    while (!open.isEmpty() && System.nanoTime() < patience) {
      progress.accept(read, toRead);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Part part = parts.get(new TopicPartition(record.topic(), record.partition()));
        if (record.offset() < part.end()) {
          read++;
          boolean replayed = part.replayed().contains(record.offset());
          newest.add(Letter.of(new StoredMessage(record), templates, replayed, mask));
          if (newest.size() > most) {
            newest.poll();
          }
        }
      }
      open.removeIf(partition -> consumer.position(partition) >= parts.get(partition).end());
    }
    progress.accept(read, toRead);
    return open.isEmpty();
  }

  /** One letter, or null where there is none any more. */
  StoredMessage one(int partition, long offset) {
    try (Consumer<byte[], byte[]> consumer = open()) {
      TopicPartition wanted = new TopicPartition(topic, partition);
      if (!partitions(consumer).contains(wanted)) {
        return null;
      }
      consumer.assign(Set.of(wanted));
      consumer.seek(wanted, offset);
      long end = consumer.endOffsets(Set.of(wanted)).get(wanted);
      long patience = System.nanoTime() + PATIENCE_NANOS;
      while (offset < end && consumer.position(wanted) <= offset && System.nanoTime() < patience) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          return record.offset() == offset ? new StoredMessage(record) : null;
        }
      }
      return null;
    }
  }

  AddressTemplates templates() {
    return templates;
  }
}
