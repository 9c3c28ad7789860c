package dev.tributary.kafka;

import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;

/**
 * Puts the devices of a region on one partition. Hashes as Kafka does, so that any Kafka client
 * finds the partition of a region.
 */
public final class RegionPartitioner implements Partitioner {
  private static final byte[] NOTHING = {};

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    return partition(keyBytes, value, cluster.partitionCountForTopic(topic));
  }

  /**
   * By the region if the value carries one, else by the key, as Kafka does: its hash has no public
   * name, and a copy could come to differ.
   */
  static int partition(byte[] key, Object value, int count) {
    byte[] hashed =
        value instanceof Outgoing outgoing && outgoing.partitionBy() != null
            ? outgoing.partitionBy()
            : key;
    return ofKey(hashed == null ? NOTHING : hashed, count);
  }

  /** Where producers put a key. */
  public static int ofKey(byte[] key, int count) {
    return BuiltInPartitioner.partitionForKey(key, count);
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
