package bench;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The producer of every hand-written bridge, set as the gateway's own. */
final class ReferenceProducer {
  static final int LINGER_MILLIS = 5;
  static final String COMPRESSION = "lz4";
  static final int BATCH_BYTES = 64 * 1024;

  private ReferenceProducer() {}

  static KafkaProducer<String, byte[]> of(String brokers) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", brokers,
            "acks", "all",
            "enable.idempotence", true,
            "linger.ms", LINGER_MILLIS,
            "compression.type", COMPRESSION,
            "batch.size", BATCH_BYTES),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
