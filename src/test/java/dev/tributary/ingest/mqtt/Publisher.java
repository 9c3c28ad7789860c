package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** A device: publishes, and knows when the broker has acknowledged. */
final class Publisher implements AutoCloseable {
  private final MqttClient client;

  Publisher(String brokerUrl, String clientId) throws MqttException {
    client = new MqttClient(brokerUrl, clientId, new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    client.connect(options);
  }

  void publish(String topic, String payload) throws MqttException {
    publish(topic, payload, 1);
  }

  void publish(String topic, String payload, int qos) throws MqttException {
    client.publish(topic, payload.getBytes(UTF_8), qos, false);
  }

  void publish(String topic, MqttMessage message) throws MqttException {
    client.publish(topic, message);
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(1000, 1000);
    client.close();
  }
}
