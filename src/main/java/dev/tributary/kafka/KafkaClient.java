package dev.tributary.kafka;

import dev.tributary.contract.Downstream;
import dev.tributary.support.DaemonThreads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's one Kafka producer: made when Kafka is reachable, rebuilt when Kafka calls it
 * broken, and watched ten times a second, so that the listeners know whether Kafka takes records.
 */
public final class KafkaClient implements Downstream, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaClient.class);
  private static final long TICK_MILLIS = 100;
  private static final long REMAKE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Supplier<Producer<Object, Object>> maker;
  private final Cluster cluster;
  private final InFlight inFlight = new InFlight();
  private final AcknowledgedOffsets offsets = new AcknowledgedOffsets();
  private final KafkaHealth health;
  private final TopicWatch topicWatch;
  private final ScheduledExecutorService watch = DaemonThreads.scheduler("kafka-watch");

  private volatile Producer<Object, Object> producer;
  private final AtomicLong replaced = new AtomicLong();
  private volatile boolean broken;
  private volatile boolean roomy = true;
  private String cannotMake;
  private long lastMade = System.nanoTime() - REMAKE_NANOS;

  public KafkaClient(
      Supplier<Producer<Object, Object>> maker,
      Cluster cluster,
      Topics topics,
      Duration unavailableAfter) {
    this.maker = maker;
    this.cluster = cluster;
    this.health = new KafkaHealth(unavailableAfter);
    this.topicWatch = new TopicWatch(topics, cluster);
  }

  /** Kafka is only stood in for, which is not worth a line of the log. */
  void quiet() {
    health.quiet();
  }

  /** Begins to look for Kafka; returns at once, whether it is there or not. */
  public void start() {
    var unused =
        watch.scheduleWithFixedDelay(this::tickSafely, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean available() {
    return health.available();
  }

  @Override
  public String why() {
    return health.why();
  }

  /** A quarter of the producer's memory is left for the messages that are on their way to it. */
  @Override
  public boolean hasRoom() {
    return roomy;
  }

  /** The topics that records cannot go to, and why; empty when there are none. */
  public Map<String, Exception> refusedTopics() {
    return topicWatch.refused();
  }

  /** One of the client's own metrics; 0 while there is no client. */
  public double metric(String name) {
    Producer<Object, Object> now = producer;
    double value = now == null ? 0 : ClientMetrics.value(now, name, 0);
    return Double.isFinite(value) ? value : 0;
  }

  /** How many clients made way for a new one. */
  public long replaced() {
    return replaced.get();
  }

  /** The client of the moment. */
  Producer<Object, Object> producer() {
    Producer<Object, Object> now = producer;
    if (now == null) {
      throw new DisconnectException("no Kafka broker has been found yet");
    }
    return now;
  }

  InFlight inFlight() {
    return inFlight;
  }

  void acknowledged(RecordMetadata metadata) {
    health.acknowledged();
    offsets.note(metadata);
  }

  AcknowledgedOffsets offsets() {
    return offsets;
  }

  /** Takes note of a failure and returns it, or what is known to stand behind it. */
  Exception failed(String topic, Exception failure) {
    if (KafkaFailures.isFatal(failure)) {
      broken = true;
    }
    if (KafkaFailures.isOfClient(failure)) {
      health.rejected(failure);
    }
    // With no time to wait, a producer that lacks a topic's metadata fails at once.
    return failure instanceof TimeoutException ? topicWatch.explain(topic, failure) : failure;
  }

  private void tickSafely() {
    try {
      tick(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.error("Kafka could not be watched", e);
    }
  }

  private void tick(long now) {
    if (broken) {
      remake();
    }
    if (producer == null) {
      make(now);
    }
    long oldest = inFlight.tick(now);
    Producer<Object, Object> current = producer;
    if (current != null) {
      health.connections((int) ClientMetrics.value(current, "connection-count", 1), now);
      topicWatch.tick(current, now, health.isOverdue(oldest));
    }
    roomy = current == null || hasRoom(current);
    boolean stuck =
        (oldest > STUCK_NANOS && health.answersSince(STUCK_NANOS, now))
            || (health.isOverdue(oldest) && topicWatch.hasLost() && health.answersSince(0, now));
    if (current != null && stuck) {
      // Kafka answers, but this client gets nowhere: what it holds is given back to the senders.
      broken = true;
    }
    health.tick(cluster, now, oldest, current == null ? cannotMake : topicWatch.unprepared());
  }

  private static boolean hasRoom(Producer<?, ?> producer) {
    double free = ClientMetrics.value(producer, "buffer-available-bytes", 1);
    if (producer instanceof OrderlyProducer orderly) {
      // it goes there all at once
      free -= orderly.heldBytes();
    }
    return free * 4 > ClientMetrics.value(producer, "buffer-total-bytes", 1);
  }

  private void remake() {
    Producer<Object, Object> old = producer;
    producer = null;
    topicWatch.forget();
    if (old != null) {
      LOG.warn("The Kafka client is broken; a new one takes its place");
      old.close(Duration.ZERO);
      replaced.incrementAndGet();
    }
    // only now: the records that the old one gave up have reported once more that it is broken
    broken = false;
  }

  private void make(long now) {
    if (now - lastMade < REMAKE_NANOS) {
      return;
    }
    lastMade = now;
    try {
      producer = maker.get();
      cannotMake = null;
    } catch (KafkaException e) {
      // most often: no broker's name can be resolved yet
      Throwable cause = e.getCause() == null ? e : e.getCause();
      cannotMake = "the Kafka client cannot be made: " + cause.getMessage();
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    topicWatch.stop();
    Producer<Object, Object> last = producer;
    producer = null;
    if (last != null) {
      last.close(LAST_WORDS);
    }
    cluster.close();
  }
}
