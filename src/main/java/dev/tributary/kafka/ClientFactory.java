package dev.tributary.kafka;

import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Gives every {@code kafka:} endpoint the gateway's one producer; one that names brokers of its own
 * gets its own, unless nothing may go to any network.
 */
public final class ClientFactory extends DefaultKafkaClientFactory {
  private final String brokers;
  private final Producer<Object, Object> shared;
  private final boolean always;

  public ClientFactory(String brokers, Producer<Object, Object> shared, boolean always) {
    this.always = always;
    this.brokers = brokers;
    this.shared = shared;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Camel declares it
  public Producer getProducer(Properties properties) {
    return always || brokers.equals(properties.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG))
        ? shared
        : super.getProducer(properties);
  }

  @Override
  public String getBrokers(KafkaConfiguration configuration) {
    return configuration.getBrokers() == null ? brokers : configuration.getBrokers();
  }
}
