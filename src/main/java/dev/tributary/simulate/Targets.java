package dev.tributary.simulate;

import java.net.URI;

/**
 * Where devices send: the MQTT broker, and the gateway's own HTTP and CoAP. What is null cannot be
 * chosen.
 *
 * @param mqtt {@code tcp://host:1883}
 * @param http {@code http://host:8080}; the path {@code /v1/} is added
 * @param coap {@code coap://host:5683}
 */
public record Targets(
    String mqtt, String mqttUsername, String mqttPassword, URI http, String httpToken, URI coap) {

  /** Without credentials. */
  public static Targets open(String mqtt, URI http, URI coap) {
    return new Targets(mqtt, null, null, http, null, coap);
  }
}
