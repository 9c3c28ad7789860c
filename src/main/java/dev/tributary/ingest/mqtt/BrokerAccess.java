package dev.tributary.ingest.mqtt;

import io.netty.handler.ssl.SslContext;
import java.net.URI;

/**
 * How to reach the broker and who we are there.
 *
 * @param tls null for a plain connection
 * @param keptPayload how many bytes of a large payload are taken in
 */
record BrokerAccess(
    String host,
    int port,
    SslContext tls,
    String clientId,
    String username,
    byte[] password,
    int connectTimeoutSeconds,
    int keepAliveSeconds,
    int receiveMaximum,
    long sessionExpirySeconds,
    int keptPayload) {
  private static final int PLAIN_PORT = 1883;
  private static final int TLS_PORT = 8883;

  /** Reads {@code tcp://host:1883}, {@code ssl://host:8883} and their aliases. */
  static URI parse(String url) {
    URI uri;
    try {
      uri = URI.create(url.strip());
    } catch (IllegalArgumentException e) {
      throw rule(url);
    }
    if (uri.getScheme() == null || !uri.getScheme().matches("tcp|mqtt|ssl|mqtts")) {
      throw rule(url);
    }
    if (uri.getHost() == null || (uri.getPath() != null && uri.getPath().length() > 1)) {
      throw rule(url);
    }
    return uri;
  }

  private static IllegalArgumentException rule(String url) {
    return new IllegalArgumentException(
        "the MQTT broker must be tcp://host:1883 or ssl://host:8883 but is \"%s\"".formatted(url));
  }

  static boolean isTls(URI uri) {
    return uri.getScheme().matches("ssl|mqtts");
  }

  static int port(URI uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return isTls(uri) ? TLS_PORT : PLAIN_PORT;
  }

  @Override
  public String toString() {
    return (tls == null ? "tcp://" : "ssl://") + host + ":" + port;
  }
}
