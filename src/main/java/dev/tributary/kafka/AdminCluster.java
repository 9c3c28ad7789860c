package dev.tributary.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka asked by its admin client, which is made when it is first needed and can be made. */
public final class AdminCluster implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(AdminCluster.class);
  private static final int PROBE_MILLIS = 2_000;
  private static final int SERVED_MILLIS = 5_000;

  private final Supplier<Admin> maker;
  private volatile TopicPlan plan;
  private final boolean create;
  private Admin admin;
  private volatile boolean compared;

  /**
   * @param create whether missing topics are created
   */
  public AdminCluster(Supplier<Admin> maker, boolean create) {
    this.maker = maker;
    this.create = create;
  }

  @Override
  public void plan(TopicPlan next) {
    plan = next;
    compared = false;
  }

  @Override
  public CompletableFuture<Void> probe() {
    return ask(
        admin ->
            admin
                .describeCluster(new DescribeClusterOptions().timeoutMs(PROBE_MILLIS))
                .nodes()
                .toCompletionStage()
                .thenAccept(nodes -> {}));
  }

  @Override
  public CompletableFuture<Map<String, Exception>> ensure(Set<String> topics) {
    return ask(
        admin ->
            look(admin, topics)
                .thenCompose(found -> complete(admin, found))
                .thenCompose(refused -> served(admin, topics, refused)));
  }

  /** The topics that could be described, and for the others why not. */
  private record Found(Map<String, TopicDescription> there, Map<String, Exception> not) {}

  /** Of a cluster that does not answer, no topic is known. */
  private static CompletableFuture<Found> look(Admin admin, Set<String> topics) {
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(topics).topicNameValues();
    Found found = new Found(new HashMap<>(), new HashMap<>());
    return settled(answers, found.there(), found.not())
        .thenApply(
            done -> {
              for (Exception why : found.not().values()) {
                if (KafkaFailures.isOfTheMoment(why)) {
                  throw new CompletionException(why);
                }
              }
              return found;
            });
  }

  private CompletableFuture<Map<String, Exception>> complete(Admin admin, Found found) {
    Set<String> missing = new HashSet<>();
    found
        .not()
        .forEach(
            (topic, why) -> {
              if (why instanceof UnknownTopicOrPartitionException) {
                missing.add(topic);
              }
            });
    if (!compared) {
      compared = true;
      plan.differences(found.there().values()).forEach(LOG::warn);
      compareConfigs(admin, found.there().keySet());
    }
    if (missing.isEmpty()) {
      return CompletableFuture.completedFuture(found.not());
    }
    if (!create) {
      missing.forEach(topic -> found.not().put(topic, missing(topic)));
      return CompletableFuture.completedFuture(found.not());
    }
    missing.forEach(found.not()::remove);
    return create(admin, missing, found.not());
  }

  /** Nothing waits for the answer; without the permission to ask, no differences are reported. */
  private void compareConfigs(Admin admin, Set<String> topics) {
    TopicPlan now = plan;
    admin
        .describeConfigs(resources(topics))
        .values()
        .forEach(
            (topic, answer) -> {
              var unused =
                  answer.whenComplete(
                      (config, failure) -> {
                        if (config != null) {
                          now.differences(topic.name(), config).forEach(LOG::warn);
                        }
                      });
            });
  }

  static Collection<ConfigResource> resources(Collection<String> topics) {
    return topics.stream()
        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
        .toList();
  }

  private CompletableFuture<Map<String, Exception>> create(
      Admin admin, Set<String> missing, Map<String, Exception> refused) {
    List<NewTopic> wanted = missing.stream().map(plan::topic).toList();
    Map<String, Void> made = new HashMap<>();
    Map<String, Exception> failed = new HashMap<>();
    return settled(admin.createTopics(wanted).values(), made, failed)
        .thenApply(
            done -> {
              // another instance that starts at the same moment may have been first
              failed.values().removeIf(TopicExistsException.class::isInstance);
              if (!made.isEmpty()) {
                LOG.info("Created topics {}", made.keySet());
              }
              refused.putAll(failed);
              return refused;
            });
  }

  /**
   * Waits until the leader of each partition serves it. Of records without a key none goes ahead
   * alone, and a producer whose first batch is turned away by a leader that is not ready, and whose
   * second is not, sends the first in vain for ever.
   */
  private static CompletionStage<Map<String, Exception>> served(
      Admin admin, Set<String> topics, Map<String, Exception> refused) {
    Set<String> there = new HashSet<>(topics);
    there.removeAll(refused.keySet());
    return admin
        .describeTopics(there)
        .allTopicNames()
        .toCompletionStage()
        .thenCompose(
            descriptions ->
                admin
                    .listOffsets(
                        ends(descriptions.values()),
                        new ListOffsetsOptions().timeoutMs(SERVED_MILLIS))
                    .all()
                    .toCompletionStage())
        // a partition that has no leader for long must not keep the others waiting
        .handle(
            (offsets, failure) -> {
              if (KafkaFailures.cause(failure) instanceof UnknownTopicOrPartitionException e) {
                throw e;
              }
              return refused;
            });
  }

  @Override
  public Map<TopicPartition, Long> ends(Set<String> topics) {
    try {
      return ask(admin ->
              admin
                  .describeTopics(topics)
                  .allTopicNames()
                  .toCompletionStage()
                  .thenCompose(
                      found -> admin.listOffsets(ends(found.values())).all().toCompletionStage()))
          .thenApply(
              offsets -> {
                Map<TopicPartition, Long> ends = new HashMap<>();
                offsets.forEach((of, end) -> ends.put(of, end.offset()));
                return ends;
              })
          .get(SERVED_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new KafkaException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  private static Map<TopicPartition, OffsetSpec> ends(Collection<TopicDescription> topics) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic : topics) {
      topic
          .partitions()
          .forEach(
              p -> ends.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
    }
    return ends;
  }

  private static Exception missing(String topic) {
    return new UnknownTopicOrPartitionException(
        "topic " + topic + " does not exist and tributary.kafka.create-topics is false; create it");
  }

  /** Sorts answers into what succeeded and what failed, once all are there. */
  private static <T> CompletableFuture<Void> settled(
      Map<String, KafkaFuture<T>> answers,
      Map<String, T> succeeded,
      Map<String, Exception> failed) {
    CompletableFuture<?>[] all =
        answers.entrySet().stream()
            .map(
                entry ->
                    entry
                        .getValue()
                        .toCompletionStage()
                        .handle(
                            (value, failure) -> {
                              synchronized (failed) {
                                if (failure == null) {
                                  succeeded.put(entry.getKey(), value);
                                } else {
                                  failed.put(
                                      entry.getKey(), (Exception) KafkaFailures.cause(failure));
                                }
                              }
                              return null;
                            })
                        .toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(all);
  }

  private interface Question<T> {
    CompletionStage<T> ask(Admin admin);
  }

  private synchronized <T> CompletableFuture<T> ask(Question<T> question) {
    try {
      if (admin == null) {
        admin = maker.get();
      }
      return question.ask(admin).toCompletableFuture();
    } catch (KafkaException e) {
      return CompletableFuture.failedFuture(e.getCause() instanceof Exception cause ? cause : e);
    }
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }
}
