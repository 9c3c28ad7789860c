package bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sees messages of a live load appear in Kafka. The k-th record of a device is its k-th message, so
 * that payloads need not carry a stamp.
 */
final class Watch implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Queue<Long>> due = new ConcurrentHashMap<>();
  private final Flow flow = new Flow();
  private final Thread thread = new Thread(this::read, "watch");
  private volatile boolean running = true;

  /**
   * @param topic one with a record for each message
   */
  Watch(String brokers, String topic) {
    consumer =
        new KafkaConsumer<>(
            new HashMap<>(Map.of("bootstrap.servers", brokers, "fetch.max.wait.ms", 20)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    Collection<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(topic)
        .forEach(found -> partitions.add(new TopicPartition(topic, found.partition())));
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    List.copyOf(partitions).forEach(consumer::position);
    thread.start();
  }

  void sent(String device, long dueNanos) {
    due.computeIfAbsent(device, any -> new ConcurrentLinkedQueue<>()).add(dueNanos);
  }

  Flow flow() {
    return flow;
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (consumer) {
      while (running) {
        for (ConsumerRecord<byte[], byte[]> seen : consumer.poll(Duration.ofMillis(50))) {
          Queue<Long> waiting = due.get(device(seen.key()));
          Long when = waiting == null ? null : waiting.poll();
          if (when != null) {
            flow.answered(when, true);
          }
        }
      }
    }
  }

  /** Some bridges use the device as key, the plain route the whole address. */
  private static String device(byte[] key) {
    String text = new String(key, StandardCharsets.UTF_8);
    return text.startsWith("devices/") ? text.split("/")[1] : text;
  }
}
