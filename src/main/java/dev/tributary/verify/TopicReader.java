package dev.tributary.verify;

import dev.tributary.support.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics from where they stand at the start, new partitions and new topics from their
 * beginning, through every restart of Kafka.
 */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final long IN_TOUCH_NANOS = 3 * LOOK_NANOS;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final Consumer<ConsumerRecord<byte[], byte[]>> records;
  private final Set<TopicPartition> known = new HashSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = DaemonThreads.of("verify-read", this::read);
  private Map<TopicPartition, Long> ends = new HashMap<>();

  /** When {@link #ends} were asked for, or 0 once they are reached. */
  private long aim;

  private long looked;
  private boolean readable;
  private volatile long heard;
  private volatile boolean toTheEnd;
  private volatile boolean running = true;
  private volatile KafkaException failure;

  TopicReader(
      Map<String, Object> kafka,
      List<String> topics,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("metadata.max.age.ms", 1_000);
    settings.put("reconnect.backoff.max.ms", 500);
    settings.put("default.api.timeout.ms", 10_000);
    settings.put("allow.auto.create.topics", false);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topics = topics;
    this.records = records;
  }

  /** Returns once every existing partition's end is known: what is sent from now on is read. */
  void start() {
    assign(partitions());
    consumer.seekToEnd(known);
    known.forEach(consumer::position);
    heard = System.nanoTime();
    thread.start();
  }

  /**
   * From now on it is noted how far Kafka's records are read. Others may write to these topics
   * faster than we read, and then silence proves nothing.
   */
  void toTheEnd() {
    heard = System.nanoTime();
    toTheEnd = true;
  }

  /** What ended the reading before its time, or null. */
  KafkaException failure() {
    return failure;
  }

  /** All that Kafka held at this moment is read, by the clock of {@link System#nanoTime}. */
  long heard() {
    return heard;
  }

  /** How far behind the reading is; 0 while it is not. */
  long silentNanos() {
    long silent = System.nanoTime() - heard;
    return silent < IN_TOUCH_NANOS ? 0 : silent;
  }

  @Override
  public void close() {
    running = false;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close(Duration.ZERO);
      return;
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (consumer) {
      while (running) {
        lookForNew();
        if (known.isEmpty()) {
          LockSupport.parkNanos(POLL.toNanos());
        } else {
          consumer.poll(POLL).forEach(records);
        }
        noteEnds();
      }
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      failure = e;
    } finally {
      ended.countDown();
    }
  }

  private void lookForNew() {
    if (System.nanoTime() - looked < LOOK_NANOS) {
      return;
    }
    looked = System.nanoTime();
    try {
      List<TopicPartition> all = partitions();
      List<TopicPartition> fresh = new ArrayList<>(all);
      fresh.removeAll(known);
      if (!fresh.isEmpty()) {
        assign(fresh);
        consumer.seekToBeginning(fresh);
      }
      if (readable && toTheEnd) {
        aimAt(consumer.endOffsets(all, WAIT));
      }
    } catch (RetriableException e) {
      // Kafka is away for now; the partitions that are known are enough until it is back.
    }
  }

  /** Messages that were there and are no longer, no consumer can read. */
  private void aimAt(Map<TopicPartition, Long> now) {
    if (aim == 0) {
      ends = new HashMap<>(now);
      aim = looked;
    } else {
      ends.keySet().retainAll(now.keySet());
      ends.replaceAll((partition, end) -> Math.min(end, now.get(partition)));
    }
  }

  private void noteEnds() {
    try {
      if (aim != 0 && ends.entrySet().stream().allMatch(this::isReached)) {
        heard = aim;
        aim = 0;
      }
    } catch (RetriableException e) {
      // not known at this moment
    }
  }

  private boolean isReached(Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey(), WAIT) >= end.getValue();
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> found = new ArrayList<>();
    Map<String, List<PartitionInfo>> all = consumer.listTopics();
    readable = true;
    for (String topic : topics) {
      for (PartitionInfo partition : all.getOrDefault(topic, List.of())) {
        found.add(new TopicPartition(topic, partition.partition()));
        // while it has no leader, its content is unknown
        readable &= partition.leader() != null && !partition.leader().isEmpty();
      }
    }
    return found;
  }

  private void assign(List<TopicPartition> fresh) {
    known.addAll(fresh);
    consumer.assign(known);
  }
}
