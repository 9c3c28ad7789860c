package dev.tributary.ingest.mqtt;

import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Consumer;
import org.eclipse.paho.mqttv5.client.MqttClient;

/** Camel's own consumer, which can start again where its broker was away. */
final class OwnMqttConsumer extends PahoMqtt5Consumer {
  OwnMqttConsumer(MqttEndpoint endpoint, Processor route) {
    super(endpoint, route);
  }

  @Override
  protected void doStart() throws Exception {
    boolean shared = getClient() != null;
    try {
      super.doStart();
    } catch (Exception e) {
      MqttClient client = getClient();
      if (!shared && client != null) {
        // it would be taken for one that is connected
        setClient(null);
        client.close(true);
      }
      throw e;
    }
  }
}
