package dev.tributary.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** The last record of each partition that Kafka has acknowledged; nothing until first asked for. */
final class AcknowledgedOffsets {
  private final Map<TopicPartition, Long> offsets = new ConcurrentHashMap<>();
  private volatile boolean followed;

  void follow() {
    followed = true;
  }

  void note(RecordMetadata metadata) {
    if (followed && metadata != null && metadata.hasOffset()) {
      note(new TopicPartition(metadata.topic(), metadata.partition()), metadata.offset());
    }
  }

  void note(TopicPartition partition, long offset) {
    offsets.merge(partition, offset, Math::max);
  }

  /** By topic. */
  Map<String, Long> of(int partition) {
    Map<String, Long> of = new HashMap<>();
    offsets.forEach(
        (at, offset) -> {
          if (at.partition() == partition) {
            of.put(at.topic(), offset);
          }
        });
    return of;
  }
}
