package dev.tributary.simulate;

import dev.tributary.contract.Protocol;
import java.net.URI;
import java.util.Collection;
import java.util.Set;

/**
 * Where devices send: the MQTT broker, and the gateway's own HTTP and CoAP. What is null cannot be
 * chosen.
 *
 * @param mqtt {@code tcp://host:1883} or {@code ssl://host:8883}
 * @param http {@code http://host:8080}, or over TLS; the path {@code /v1/} is added
 * @param coap {@code coap://host:5683} or {@code coaps://host:5684}
 */
public record Targets(
    String mqtt,
    String mqttUsername,
    String mqttPassword,
    URI http,
    String httpToken,
    URI coap,
    Credentials credentials) {

  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Without credentials. */
  public static Targets open(String mqtt, URI http, URI coap) {
    return new Targets(mqtt, null, null, http, null, coap, Credentials.NONE);
  }

  /** Whether all that these protocols send to is on this machine. */
  public boolean local(Collection<Protocol> protocols) {
    return protocols.stream()
        .map(this::of)
        .allMatch(target -> target != null && LOCAL.contains(target.getHost()));
  }

  private URI of(Protocol protocol) {
    return switch (protocol) {
      case MQTT -> mqtt == null ? null : URI.create(mqtt);
      case HTTP -> http;
      case COAP -> coap;
      case CAMEL -> null;
    };
  }
}
