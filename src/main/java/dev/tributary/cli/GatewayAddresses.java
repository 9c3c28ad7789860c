package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.runtime.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Where a gateway listens and whom it talks to, in one line. */
final class GatewayAddresses {
  private GatewayAddresses() {}

  static String of(Gateway gateway, Settings.Tributary settings) {
    List<String> addresses = new ArrayList<>();
    String broker = settings.mqtt().brokerUrl();
    if (broker != null && !broker.isEmpty()) {
      addresses.add("MQTT " + broker);
    }
    boolean secure = settings.http().tls().certificate() != null;
    add(addresses, secure ? "https" : "http", settings.http().host(), gateway.httpPort());
    add(addresses, "coap", settings.coap().host(), gateway.coapPort());
    add(addresses, "coaps", settings.coap().host(), settings.coap().securePort());
    addresses.add("Kafka " + settings.kafka().brokers());
    OptionalInt management = gateway.managementPort();
    if (management.isPresent()) {
      addresses.add(
          "management %s".formatted(url("http", settings.management().host(), management)));
    }
    return String.join(", ", addresses);
  }

  private static void add(List<String> addresses, String scheme, String host, OptionalInt port) {
    if (port.isPresent()) {
      addresses.add(url(scheme, host, port));
    }
  }

  private static String url(String scheme, String host, OptionalInt port) {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "%s://%s:%d".formatted(scheme, shown, port.getAsInt());
  }
}
