package dev.tributary.kafka;

import dev.tributary.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How the Kafka clients are set up: what the promise needs, what is fast, and on top what the
 * operator passes as {@code kafka.*}.
 */
public final class ClientSettings {
  private static final int NEVER = Integer.MAX_VALUE;
  private static final long FOREVER_MILLIS = 10L * 365 * 24 * 3600 * 1000;
  private static final long BUFFER_BESIDE_IN_FLIGHT = 64L << 20;

  private static final int DEFAULT_REQUEST = 1 << 20;
  private static final int BESIDE_PAYLOAD = 64 << 10;

  private static final Set<String> STREAMS_OWN =
      Set.of(
          "client.id",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "isolation.level",
          "enable.auto.commit",
          "auto.offset.reset",
          "partition.assignment.strategy",
          "acks",
          "enable.idempotence",
          "transactional.id",
          "max.block.ms",
          "max.in.flight.requests.per.connection",
          "partitioner.class",
          "key.serializer",
          "value.serializer",
          "key.deserializer",
          "value.deserializer");

  private ClientSettings() {}

  public static Map<String, Object> producer(Settings settings) {
    Settings.Tributary tributary = settings.tributary();
    Map<String, Object> config = common(settings);
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, OutgoingSerializer.class);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    // A record that was taken is tried until Kafka has it: giving up would lose its place.
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, NEVER);
    config.put(ProducerConfig.RETRIES_CONFIG, NEVER);
    // A protocol's thread never waits for Kafka.
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, FOREVER_MILLIS);
    config.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 60_000);
    // Events are larger than the payloads that they came from, and take whole batches.
    config.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        2 * tributary.inFlight().bytes() + BUFFER_BESIDE_IN_FLIGHT);
    config.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        Math.max(DEFAULT_REQUEST, tributary.maxPayloadBytes() + BESIDE_PAYLOAD));
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
    if (tributary.kafka().partitionBy().equals("region")) {
      config.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, RegionPartitioner.class);
    }
    config.putAll(settings.kafkaClient());
    return config;
  }

  public static Map<String, Object> admin(Settings settings) {
    Map<String, Object> config = common(settings);
    config.putAll(settings.kafkaClient());
    return config;
  }

  /** What rules' clients get of {@code kafka.*}; what Streams owns does not reach them. */
  public static Map<String, Object> streams(Settings settings) {
    Map<String, Object> config = common(settings);
    config.putAll(settings.kafkaClient());
    config.keySet().removeAll(STREAMS_OWN);
    return config;
  }

  private static Map<String, Object> common(Settings settings) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.tributary().kafka().brokers());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "tributary");
    config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    config.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000);
    config.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 5_000);
    return config;
  }
}
