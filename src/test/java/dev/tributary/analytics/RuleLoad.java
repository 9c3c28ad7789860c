package dev.tributary.analytics;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a gateway writes: events, and each second a tick to every partition. Its time is its own:
 * hours pass in seconds. For one thread at a time; {@link #begin} takes one of its own.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes the time, others read it
public final class RuleLoad implements AutoCloseable {
  private static final int DEVICES = 20;
  private static final long MOST_AHEAD = 10_000;

  private final KafkaProducer<String, String> producer;
  private final String prefix;
  private final LongSupplier rules;
  private final Random random;
  private final Map<TopicPartition, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Long> nextPressure = new HashMap<>();
  private volatile boolean ended;
  private volatile Throwable failure;
  private Thread thread;
  private volatile long now = Instant.now().toEpochMilli() / 1_000 * 1_000;

  /**
   * @param rules the time of the rules: where seconds take milliseconds, what is read of one topic
   *     must not get ahead of another by more than it could in life
   */
  RuleLoad(String brokers, String prefix, long seed, LongSupplier rules) {
    this.rules = rules;
    this.prefix = prefix;
    this.random = new Random(seed);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "delivery.timeout.ms",
                Integer.MAX_VALUE,
                "max.block.ms",
                120_000,
                "reconnect.backoff.max.ms",
                500),
            new StringSerializer(),
            new StringSerializer());
  }

  long now() {
    return now;
  }

  /** Goes on until {@link #end}, as fast as rules follow. */
  void begin() {
    ended = false;
    thread =
        new Thread(
            () -> {
              try {
                while (!ended) {
                  second();
                }
              } catch (RuntimeException | Error e) {
                failure = e;
              }
            },
            "rule-load");
    thread.start();
  }

  void end() throws InterruptedException {
    ended = true;
    thread.join();
    ended = false;
    if (failure != null) {
      throw new AssertionError(failure);
    }
  }

  void seconds(int count) {
    for (int i = 0; i < count; i++) {
      second();
    }
  }

  /** Rules have had a tick in every partition before anything is sent. */
  void awaitClock() {
    while (rules.getAsLong() == Long.MIN_VALUE) {
      now += 1_000;
      tick();
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Of every device a temperature and a humidity, of some the pressure; then the ticks. */
  void second() {
    for (int i = 0; i < DEVICES; i++) {
      String device = "d" + i;
      long at = now + random.nextInt(900);
      send("temperature", device, random.nextInt(30), at, at);
      send("humidity", device, 50 + random.nextInt(46), at, at);
      if (at >= nextPressure.getOrDefault(device, 0L)) {
        send("pressure", device, 1_000, at, at);
        nextPressure.put(device, at + 5_000 + random.nextInt(50_000));
      }
    }
    now += 1_000;
    ticks();
  }

  /** Lets time pass in which nothing comes. */
  void quiet(int seconds) {
    for (int i = 0; i < seconds; i += 5) {
      now += 5_000;
      ticks();
    }
  }

  /** The gateway is not there for so long. */
  void gone(int seconds) {
    now += seconds * 1_000L;
  }

  /** Returns the event's id. */
  String send(String kind, String device, double value, long time, long received) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    send(kind, device, event(id, kind, device, Double.toString(value), time, received));
    return id;
  }

  static String event(
      String id, String kind, String device, String value, long time, long received) {
    return """
    {"id":"%s","device_id":"%s","region":"eu","kind":"%s","value":%s,"unit":"x","time":"%s",\
    "received":"%s","source":{"protocol":"mqtt","address":"devices/%s/telemetry"}}\
    """
        .formatted(
            id,
            device,
            kind,
            value,
            Instant.ofEpochMilli(time),
            Instant.ofEpochMilli(received),
            device);
  }

  void send(String kind, String device, String value) {
    var unused =
        producer.send(
            new ProducerRecord<>(prefix + "sensor." + kind, null, now, device, value),
            (metadata, e) -> {
              if (e != null) {
                failure = e;
              } else {
                acknowledged.merge(
                    new TopicPartition(metadata.topic(), metadata.partition()),
                    metadata.offset(),
                    Math::max);
              }
            });
  }

  private void ticks() {
    producer.flush();
    tick();
    while (!ended && now - rules.getAsLong() > MOST_AHEAD) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void tick() {
    for (int partition = 0; partition < RulesOnKafka.PARTITIONS; partition++) {
      StringBuilder offsets = new StringBuilder();
      for (Map.Entry<TopicPartition, Long> entry : acknowledged.entrySet()) {
        if (entry.getKey().partition() == partition) {
          offsets.append(offsets.isEmpty() ? "" : ",");
          offsets.append("\"%s\":%d".formatted(entry.getKey().topic(), entry.getValue()));
        }
      }
      var unused =
          producer.send(
              new ProducerRecord<>(
                  prefix + "tick",
                  partition,
                  now,
                  "load",
                  "{\"gateway\":\"load\",\"time\":\"%s\",\"reachable\":true,\"offsets\":{%s}}"
                      .formatted(Instant.ofEpochMilli(now), offsets)));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
