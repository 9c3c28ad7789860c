package dev.tributary.kafka;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Clients of routes that are not the pipeline's: Camel's own, one for each endpoint. On our brokers
 * they take {@code kafka.*}, where the endpoint does not set them.
 */
final class OwnClientFactory extends DefaultKafkaClientFactory {
  /** Gets the name of a topic. */
  @FunctionalInterface
  interface TopicNames {
    void accept(String topic);
  }

  private final String brokers;
  private final Map<String, String> settings;
  private final TopicNames topics;

  /**
   * @param topics is given each topic on our brokers that a record names, to check that it exists
   */
  OwnClientFactory(String brokers, Map<String, String> settings, TopicNames topics) {
    this.brokers = brokers;
    this.topics = topics;
    this.settings = Map.copyOf(settings);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Camel declares it
  public Producer getProducer(Properties properties) {
    if (!isOurs(properties)) {
      return super.getProducer(properties);
    }
    return new KafkaProducer<Object, Object>(complete(properties)) {
      @Override
      public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback sent) {
        topics.accept(record.topic());
        return super.send(record, sent);
      }
    };
  }

  private boolean isOurs(Properties properties) {
    return brokers.equals(properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
  }

  @Override
  @SuppressWarnings("rawtypes") // as Camel declares it
  public Consumer getConsumer(Properties properties) {
    return super.getConsumer(complete(properties));
  }

  private Properties complete(Properties properties) {
    if (isOurs(properties)) {
      settings.forEach(
          (key, value) -> {
            boolean plaintext =
                key.equals(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)
                    && CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL.equals(properties.get(key));
            if (plaintext || !properties.containsKey(key)) {
              properties.put(key, value);
            }
          });
    }
    return properties;
  }
}
