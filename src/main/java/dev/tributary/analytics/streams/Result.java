package dev.tributary.analytics.streams;

import org.apache.kafka.common.serialization.Serializer;

/**
 * A record that comes of rules.
 *
 * @param topic as Kafka knows it
 * @param partition null where its key decides
 * @param value null for a tombstone
 */
record Result(String topic, Integer partition, byte[] value) {
  static final Serializer<Result> SERIALIZER = (topic, result) -> result.value();
}
