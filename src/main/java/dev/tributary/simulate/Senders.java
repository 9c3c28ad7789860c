package dev.tributary.simulate;

import dev.tributary.contract.Protocol;
import java.util.UUID;

/** Makes the sender of a protocol, sized for a rate. */
public final class Senders {
  private static final int MQTT_CONNECTIONS = 4;
  private static final int FEWEST_HTTP_CONNECTIONS = 64;
  private static final int MOST_HTTP_CONNECTIONS = 1_000;

  /** So many connections let answers take a quarter of a second. */
  private static final int HTTP_RATE_PER_CONNECTION = 4;

  /** A CoAP endpoint has 65,536 message ids in 247 s; stay below 265/s on each. */
  private static final int COAP_RATE_PER_ENDPOINT = 200;

  private static final int MOST_COAP_ENDPOINTS = 64;

  private Senders() {}

  /**
   * @param rate messages a second that will be asked of it
   */
  public static Sender of(Protocol protocol, Targets targets, double rate) {
    return switch (protocol) {
      case MQTT ->
          new MqttSender(
              require(targets.mqtt(), "an MQTT broker"),
              targets.mqttUsername(),
              targets.mqttPassword(),
              targets.credentials(),
              "tributary-devices-" + UUID.randomUUID().toString().substring(0, 8),
              MQTT_CONNECTIONS);
      case HTTP ->
          new HttpSender(
              require(targets.http(), "an HTTP address"),
              targets.httpToken(),
              targets.credentials(),
              (int)
                  Math.min(
                      MOST_HTTP_CONNECTIONS,
                      Math.max(FEWEST_HTTP_CONNECTIONS, rate / HTTP_RATE_PER_CONNECTION)));
      case COAP ->
          new CoapSender(
              require(targets.coap(), "a CoAP address"),
              targets.credentials(),
              (int) Math.min(MOST_COAP_ENDPOINTS, 2 + rate / COAP_RATE_PER_ENDPOINT));
      case CAMEL -> throw new IllegalArgumentException("no device speaks " + protocol);
    };
  }

  private static <T> T require(T target, String what) {
    if (target == null) {
      throw new IllegalArgumentException("sending needs " + what + ", but none is given");
    }
    return target;
  }
}
