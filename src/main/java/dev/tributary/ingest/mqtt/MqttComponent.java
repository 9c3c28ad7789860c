package dev.tributary.ingest.mqtt;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.spi.annotations.Component;

/** Registered under the stock scheme, so that routes stay what they would be anywhere. */
@Component("paho-mqtt5")
final class MqttComponent extends PahoMqtt5Component {
  private final MqttListener listener;

  MqttComponent(MqttListener listener) {
    this.listener = listener;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String topics, Map<String, Object> parameters)
      throws Exception {
    MqttEndpoint endpoint =
        new MqttEndpoint(uri, topics, this, getConfiguration().copy(), listener);
    setProperties(endpoint, parameters);
    listener.keepCredentials(endpoint.getConfiguration());
    return endpoint;
  }
}
