package dev.tributary.kafka;

import java.util.Map;

/**
 * A record as Kafka would have got it.
 *
 * @param topic without the prefix
 * @param key null where there is none
 */
public record RecordedMessage(
    String topic, String key, int partition, Map<String, String> headers, byte[] value) {}
