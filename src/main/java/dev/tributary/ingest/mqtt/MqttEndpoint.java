package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;

/**
 * The stock endpoint with its options. What subscribes the topics of the address templates is
 * consumed by ours; any other subscription is an operator's own, and stock Camel.
 */
final class MqttEndpoint extends PahoMqtt5Endpoint {
  private final MqttListener listener;

  MqttEndpoint(
      String uri,
      String topics,
      MqttComponent component,
      PahoMqtt5Configuration configuration,
      MqttListener listener) {
    super(uri, topics, component, configuration);
    this.listener = listener;
  }

  @Override
  public Consumer createConsumer(Processor route) throws Exception {
    if (!listener.isPipelines(getTopic())) {
      OwnMqttConsumer own = new OwnMqttConsumer(this, route);
      own.setClient(getClient());
      configureConsumer(own);
      return own;
    }
    PahoMqtt5Configuration options = getConfiguration();
    guard(options.getQos() == 1, "qos=1", options.getQos());
    guard(options.isManualAcksEnabled(), "manualAcksEnabled=true", false);
    guard(!options.isCleanStart(), "cleanStart=false", true);
    guard(
        options.getSessionExpiryInterval() > 0,
        "sessionExpiryInterval above 0",
        options.getSessionExpiryInterval());
    if (options.getClientId() == null || options.getClientId().isBlank()) {
      throw new IllegalArgumentException(
          "%s needs a fixed clientId: it is the name of the session that the broker keeps"
              .formatted(getEndpointBaseUri()));
    }
    MqttConsumer consumer = new MqttConsumer(this, route, listener);
    configureConsumer(consumer);
    return consumer;
  }

  private void guard(boolean kept, String rule, Object given) {
    String option = rule.split("[= ]")[0];
    if (!kept && !listener.isUnsafe("paho-mqtt5." + option)) {
      throw new IllegalArgumentException(
          ("%s must have %s, which carries \"acknowledged means stored\", but has %s"
                  + " (tributary.unsafe=paho-mqtt5.%s lifts this)")
              .formatted(getEndpointBaseUri(), rule, given, option));
    }
  }

  /** The broker as options and settings describe it. */
  BrokerAccess broker() {
    PahoMqtt5Configuration options = getConfiguration();
    URI url = BrokerAccess.parse(options.getBrokerUrl());
    String password = options.getPassword();
    return new BrokerAccess(
        url.getHost(),
        BrokerAccess.port(url),
        BrokerAccess.isTls(url) ? listener.tls() : null,
        options.getClientId(),
        options.getUserName(),
        password == null ? null : password.getBytes(UTF_8),
        options.getConnectionTimeout(),
        options.getKeepAliveInterval(),
        options.getReceiveMaximum(),
        options.getSessionExpiryInterval(),
        listener.keptPayload());
  }
}
