package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.runtime.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Where a gateway listens and whom it talks to, in one line. */
final class Ends {
  private Ends() {}

  static String of(Gateway gateway, Settings.Tributary settings) {
    List<String> ends = new ArrayList<>();
    String broker = settings.mqtt().brokerUrl();
    if (broker != null && !broker.isEmpty()) {
      ends.add("MQTT " + broker);
    }
    boolean secure = settings.http().tls().certificate() != null;
    add(ends, secure ? "https" : "http", settings.http().host(), gateway.httpPort());
    add(ends, "coap", settings.coap().host(), gateway.coapPort());
    add(ends, "coaps", settings.coap().host(), settings.coap().securePort());
    ends.add("Kafka " + settings.kafka().brokers());
    OptionalInt management = gateway.managementPort();
    if (management.isPresent()) {
      ends.add("management %s".formatted(url("http", settings.management().host(), management)));
    }
    return String.join(", ", ends);
  }

  private static void add(List<String> ends, String scheme, String host, OptionalInt port) {
    if (port.isPresent()) {
      ends.add(url(scheme, host, port));
    }
  }

  private static String url(String scheme, String host, OptionalInt port) {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "%s://%s:%d".formatted(scheme, shown, port.getAsInt());
  }
}
