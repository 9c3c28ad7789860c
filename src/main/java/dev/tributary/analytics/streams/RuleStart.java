package dev.tributary.analytics.streams;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Before rules begin: whether Kafka has what they need, and, the first time ever, from where on
 * they read. What was stored before there was a rule is the past, and no alert is due for it.
 */
record RuleStart(Admin admin, String group, Instant since) {
  /**
   * @throws IllegalStateException with what keeps rules from running
   */
  void prepare(Set<String> inputs, String ticks, Set<String> outputs)
      throws ExecutionException, InterruptedException {
    Set<String> all = new TreeSet<>(inputs);
    all.add(ticks);
    all.addAll(outputs);
    Set<String> there = new TreeSet<>(admin.listTopics().names().get());
    there.retainAll(all);
    all.removeAll(there);
    if (!all.isEmpty()) {
      throw new IllegalStateException("these topics do not exist yet: " + String.join(", ", all));
    }
    Set<String> read = new TreeSet<>(inputs);
    read.add(ticks);
    Map<String, TopicDescription> found = admin.describeTopics(read).allTopicNames().get();
    requireEqual(found);
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    if (committed.isEmpty()) {
      beginNow(found);
    }
  }

  /** Partitions are paired by number: a device must have the same one in every topic. */
  private static void requireEqual(Map<String, TopicDescription> topics) {
    Map<Integer, Set<String>> byCount = new TreeMap<>();
    topics.forEach(
        (name, topic) ->
            byCount.computeIfAbsent(topic.partitions().size(), n -> new TreeSet<>()).add(name));
    if (byCount.size() > 1) {
      StringBuilder counts = new StringBuilder();
      byCount.forEach(
          (count, names) -> counts.append("; %d: %s".formatted(count, String.join(", ", names))));
      throw new IllegalStateException(
          "the topics of events and tick must have equally many partitions but have"
              + counts.substring(1));
    }
  }

  private void beginNow(Map<String, TopicDescription> topics)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(
                    partition -> {
                      TopicPartition of = new TopicPartition(name, partition.partition());
                      asked.put(of, OffsetSpec.forTimestamp(since.toEpochMilli()));
                      ends.put(of, OffsetSpec.latest());
                    }));
    Map<TopicPartition, ListOffsetsResultInfo> from = admin.listOffsets(asked).all().get();
    Map<TopicPartition, ListOffsetsResultInfo> end = admin.listOffsets(ends).all().get();
    Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
    from.forEach(
        (partition, offset) ->
            begin.put(
                partition,
                new OffsetAndMetadata(
                    offset.offset() >= 0 ? offset.offset() : end.get(partition).offset())));
    admin.alterConsumerGroupOffsets(group, begin).all().get();
  }
}
