package dev.tributary.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** What is asked of Kafka beside sending: whether it is there, and that it has our topics. */
public interface Cluster extends AutoCloseable {

  /** Completes normally once a broker has answered. */
  CompletableFuture<Void> probe();

  /**
   * Sees to it that these topics exist. Answers with those that records cannot go to and why; the
   * others are there.
   */
  CompletableFuture<Map<String, Exception>> ensure(Set<String> topics);

  /**
   * The ends of all partitions of these topics, which exist.
   *
   * @throws org.apache.kafka.common.KafkaException where they cannot be known
   */
  default Map<TopicPartition, Long> ends(Set<String> topics) {
    return Map.of();
  }

  /** topics.yaml as it is from now on. */
  default void plan(TopicPlan plan) {}

  @Override
  void close();

  /** The cluster of tests without a network: always there, with every topic. */
  static Cluster always() {
    return new Cluster() {
      @Override
      public CompletableFuture<Void> probe() {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletableFuture<Map<String, Exception>> ensure(Set<String> topics) {
        return CompletableFuture.completedFuture(Map.of());
      }

      @Override
      public void close() {}
    };
  }
}
