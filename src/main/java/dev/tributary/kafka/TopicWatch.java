package dev.tributary.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every topic exists and that the producer knows its partitions before a record
 * needs them, because a send has no time to ask. Ticked by one thread.
 */
final class TopicWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Topics topics;
  private final Cluster cluster;
  private final Set<String> fetched = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Exception> refused = Map.of();
  private volatile Set<String> ensured = Set.of();
  private volatile boolean doubtful = true;
  private volatile String unprepared = "its topics are not known yet";
  private CompletableFuture<?> ensuring = CompletableFuture.completedFuture(null);
  private volatile boolean stopped;
  private long lastEnsured = System.nanoTime() - PAUSE_NANOS;

  TopicWatch(Topics topics, Cluster cluster) {
    this.topics = topics;
    this.cluster = cluster;
  }

  Map<String, Exception> refused() {
    return refused;
  }

  /**
   * Whether a topic is gone that was there: the client tries to send what it holds for it forever.
   */
  boolean hasLost() {
    return refused.keySet().stream().anyMatch(fetched::contains);
  }

  /** What keeps the first record from being sent, or null once it may. */
  String unprepared() {
    return unprepared;
  }

  /** Whatever the cluster still answers, or does not, is of no interest any more. */
  void stop() {
    stopped = true;
  }

  /** A new client knows no topic. */
  void forget() {
    fetched.clear();
  }

  /** Why a record found no metadata, if that is known. */
  Exception explain(String topic, Exception failure) {
    doubtful = true;
    return refused.getOrDefault(topic, failure);
  }

  void tick(Producer<?, ?> producer, long now, boolean overdue) {
    Set<String> names = topics.names();
    // what was missing may have been created since, which must be noticed without a record
    boolean again = !refused.isEmpty() && now - lastEnsured > LOOK_AGAIN_NANOS;
    boolean wanted = doubtful || overdue || again || !ensured.containsAll(names);
    if (wanted && ensuring.isDone() && now - lastEnsured > PAUSE_NANOS) {
      lastEnsured = now;
      doubtful = false;
      ensuring = cluster.ensure(names).whenComplete((no, failure) -> ensured(names, no, failure));
    }
    if (ensured.isEmpty() && !names.isEmpty()) {
      return;
    }
    boolean all = true;
    for (String name : names) {
      all &= fetched.contains(name) || refused.containsKey(name) || fetch(producer, name);
    }
    if (all) {
      unprepared = null;
    }
  }

  private void ensured(Set<String> names, Map<String, Exception> no, Throwable failure) {
    if (stopped) {
      return;
    }
    if (failure != null) {
      doubtful = true;
      if (unprepared != null) {
        unprepared = "its topics are not known yet: " + KafkaFailures.cause(failure).getMessage();
      }
      return;
    }
    no.forEach(
        (topic, why) -> {
          if (!refused.containsKey(topic)) {
            LOG.warn("Records for topic {} cannot be sent: {}", topic, why.getMessage());
          }
        });
    refused.keySet().stream()
        .filter(topic -> !no.containsKey(topic))
        .forEach(topic -> LOG.info("Records for topic {} can be sent again", topic));
    refused = no;
    ensured = names;
  }

  /** Asks for a topic's partitions; the answer is there at a later tick. */
  private boolean fetch(Producer<?, ?> producer, String name) {
    try {
      if (producer.partitionsFor(name).isEmpty()) {
        return false;
      }
      fetched.add(name);
      return true;
    } catch (KafkaException e) {
      return false;
    }
  }
}
