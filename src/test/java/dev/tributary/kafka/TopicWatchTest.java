package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TopicWatchTest {
  private static final String TOPIC = "t.sensor.other";

  private final List<Set<String>> asked = new ArrayList<>();
  private Map<String, Exception> missing =
      Map.of(TOPIC, new UnknownTopicOrPartitionException("no such topic"));
  private final TopicWatch watch = new TopicWatch(topics(), new Asked());
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void lookAgainForAMissingTopicThoughNothingIsSentToIt() {
    long now = System.nanoTime() + 1;
    watch.tick(producer, now, false);
    assertThat(watch.refused()).containsKey(TOPIC);

    missing = Map.of();
    watch.tick(producer, now + TimeUnit.SECONDS.toNanos(2), false);
    assertThat(asked).as("not more often than every few seconds").hasSize(1);
    watch.tick(producer, now + TimeUnit.SECONDS.toNanos(4), false);

    assertThat(watch.refused()).isEmpty();
  }

  @Test
  void askOnceWhereEveryTopicIsThere() {
    missing = Map.of();
    long now = System.nanoTime() + 1;
    for (int second = 0; second < 60; second++) {
      watch.tick(producer, now + TimeUnit.SECONDS.toNanos(second), false);
    }

    assertThat(asked).hasSize(1);
  }

  private static Topics topics() {
    Topics topics = new Topics("t");
    topics.name("sensor.other");
    return topics;
  }

  private final class Asked implements Cluster {
    @Override
    public CompletableFuture<Void> probe() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Map<String, Exception>> ensure(Set<String> topics) {
      asked.add(topics);
      return CompletableFuture.completedFuture(missing);
    }

    @Override
    public void close() {}
  }
}
