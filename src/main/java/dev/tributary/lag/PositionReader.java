package dev.tributary.lag;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka for the end offsets of topics and the positions of groups; what it is not authorized
 * to see is left out.
 */
final class PositionReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PositionReader.class);

  /** In a cluster with more groups the rest is not asked for. */
  private static final int MOST_GROUPS = 1000;

  private static final long PATIENCE_SECONDS = 8;

  private final Admin admin;
  private final Predicate<String> ours;

  /**
   * @param ours the topics by their full names
   */
  PositionReader(Admin admin, Predicate<String> ours) {
    this.admin = admin;
    this.ours = ours;
  }

  Positions read() throws ExecutionException, InterruptedException, TimeoutException {
    Set<String> topics = get(admin.listTopics().names());
    topics.removeIf(ours.negate());
    Set<TopicPartition> partitions = new HashSet<>();
    for (TopicDescription topic : there(admin.describeTopics(topics).topicNameValues()).values()) {
      topic
          .partitions()
          .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition())));
    }
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    return new Positions(ends, groups(ends.keySet()));
  }

  private Map<String, Positions.Group> groups(Set<TopicPartition> ofOurs)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names =
        get(admin.listConsumerGroups().valid()).stream()
            .map(ConsumerGroupListing::groupId)
            .sorted()
            .limit(MOST_GROUPS)
            .toList();
    Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> asked = new HashMap<>();
    var offsets =
        admin.listConsumerGroupOffsets(
            names.stream()
                .collect(
                    Collectors.toMap(name -> name, name -> new ListConsumerGroupOffsetsSpec())));
    names.forEach(name -> asked.put(name, offsets.partitionsToOffsetAndMetadata(name)));
    Map<String, ConsumerGroupDescription> described =
        there(admin.describeConsumerGroups(names).describedGroups());
    Map<String, Positions.Group> groups = new HashMap<>();
    Map<String, Set<TopicPartition>> unread = new HashMap<>();
    there(asked)
        .forEach(
            (name, committed) -> {
              Map<TopicPartition, Long> next = new HashMap<>();
              committed.forEach(
                  (of, offset) -> {
                    if (offset != null && ofOurs.contains(of)) {
                      next.put(of, offset.offset());
                    }
                  });
              ConsumerGroupDescription group = described.get(name);
              Set<TopicPartition> assigned = assigned(group);
              assigned.retainAll(ofOurs);
              assigned.removeAll(next.keySet());
              if (!next.isEmpty() || !assigned.isEmpty()) {
                int members = group == null ? 0 : group.members().size();
                groups.put(name, new Positions.Group(members, next));
                unread.put(name, assigned);
              }
            });
    addBegins(groups, unread);
    return groups;
  }

  private static Set<TopicPartition> assigned(ConsumerGroupDescription group) {
    Set<TopicPartition> assigned = new HashSet<>();
    if (group != null) {
      group.members().forEach(member -> assigned.addAll(member.assignment().topicPartitions()));
    }
    return assigned;
  }

  /** Who has a partition and never committed for it has everything before him. */
  private void addBegins(
      Map<String, Positions.Group> groups, Map<String, Set<TopicPartition>> unread)
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<TopicPartition> all = new HashSet<>();
    unread.values().forEach(all::addAll);
    Map<TopicPartition, Long> begins = offsets(all, OffsetSpec.earliest());
    unread.forEach(
        (name, partitions) ->
            partitions.forEach(
                of -> {
                  if (begins.containsKey(of)) {
                    groups.get(name).next().put(of, begins.get(of));
                  }
                }));
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which)
      throws InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(of -> wanted.put(of, which));
    var answer = admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
    Map<TopicPartition, KafkaFuture<Long>> offsets = new HashMap<>();
    partitions.forEach(
        of -> offsets.put(of, answer.partitionResult(of).thenApply(found -> found.offset())));
    return there(offsets);
  }

  /** The answers that are no refusals: gone by now, without a leader, not for this user. */
  private static <K, V> Map<K, V> there(Map<K, KafkaFuture<V>> answers)
      throws InterruptedException, TimeoutException {
    Map<K, V> there = new HashMap<>();
    for (Map.Entry<K, KafkaFuture<V>> answer : answers.entrySet()) {
      try {
        there.put(answer.getKey(), get(answer.getValue()));
      } catch (ExecutionException e) {
        LOG.debug("Kafka reports nothing about {}", answer.getKey(), e);
      }
    }
    return there;
  }

  private static <V> V get(KafkaFuture<V> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
