package dev.tributary.reload;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * One device that sends all the time, and the topics in which its readings turn up: a change of
 * topic says when a change of the routes took hold.
 */
final class Probe implements AutoCloseable {
  private static final String SHIPPED = "iot.sensor.temperature";
  private static final String DIVERTED = "iot.sensor.diverted";
  private static final long PAUSE_NANOS = 5_000_000;

  private final List<Long> turns = new ArrayList<>();
  private final Thread sender;
  private final Thread reader;
  private volatile boolean closed;

  Probe(URI http, String brokers) {
    sender = new Thread(() -> send(http), "probe-send");
    reader = new Thread(() -> read(brokers), "probe-read");
    sender.start();
    reader.start();
  }

  private void send(URI http) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(http.resolve("/v1/devices/probe/telemetry"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString("{\"temp\":20}"))
            .build();
    while (!closed) {
      try {
        client.send(request, HttpResponse.BodyHandlers.discarding());
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException e) {
        if (!closed) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void read(String brokers) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers, "fetch.max.wait.ms", 20),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      while (!closed) {
        if (partitions.size() < 12) {
          for (String topic : List.of(SHIPPED, DIVERTED)) {
            consumer
                .partitionsFor(topic)
                .forEach(info -> take(partitions, new TopicPartition(topic, info.partition())));
          }
          consumer.assign(partitions);
        }
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(20))) {
          if ("probe".equals(record.key())) {
            found(record);
          }
        }
      }
    }
  }

  private static void take(List<TopicPartition> partitions, TopicPartition partition) {
    if (!partitions.contains(partition)) {
      partitions.add(partition);
    }
  }

  private synchronized void found(ConsumerRecord<String, String> record) {
    boolean diverted = turns.size() % 2 == 1;
    // The record's time is when the gateway received the message. Topics are not read in step.
    boolean late = !turns.isEmpty() && record.timestamp() <= turns.get(turns.size() - 1);
    if (!late && record.topic().equals(diverted ? SHIPPED : DIVERTED)) {
      turns.add(record.timestamp());
    }
  }

  /** How often the readings have changed their topic. */
  synchronized int turns() {
    return turns.size();
  }

  /** From each save to the receipt of the first message that went the new way, in ms. */
  synchronized List<Long> delays(List<Long> saves) {
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < Math.min(saves.size(), turns.size()); i++) {
      delays.add(turns.get(i) - saves.get(i));
    }
    return delays;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    sender.join();
    reader.join();
  }
}
