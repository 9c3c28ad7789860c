package dev.tributary.kafka;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Clients of routes that are not the pipeline's: Camel's own, one for each endpoint. On our brokers
 * they take {@code kafka.*}, where the endpoint does not say otherwise.
 */
final class OwnClientFactory extends DefaultKafkaClientFactory {
  private final String brokers;
  private final Map<String, String> settings;

  OwnClientFactory(String brokers, Map<String, String> settings) {
    this.brokers = brokers;
    this.settings = Map.copyOf(settings);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Camel declares it
  public Producer getProducer(Properties properties) {
    return super.getProducer(complete(properties));
  }

  @Override
  @SuppressWarnings("rawtypes") // as Camel declares it
  public Consumer getConsumer(Properties properties) {
    return super.getConsumer(complete(properties));
  }

  private Properties complete(Properties properties) {
    if (brokers.equals(properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG))) {
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
