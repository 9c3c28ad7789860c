package dev.tributary.lag;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka reports at one time.
 *
 * @param ends of all partitions of our topics, up to which committed records are there
 * @param groups those that read our topics
 */
record Positions(Map<TopicPartition, Long> ends, Map<String, Group> groups) {
  /**
   * A consumer group.
   *
   * @param members how many consumers it has
   * @param next the offset in each partition from which on nothing is processed
   */
  record Group(int members, Map<TopicPartition, Long> next) {}
}
