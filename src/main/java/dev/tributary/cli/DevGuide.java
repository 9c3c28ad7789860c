package dev.tributary.cli;

import dev.tributary.config.Hosts;
import dev.tributary.config.Settings;
import dev.tributary.runtime.Gateway;
import java.io.PrintStream;
import java.net.URI;

/** Says where things listen and what to type next. */
final class DevGuide {
  private DevGuide() {}

  static void print(
      Gateway gateway, Settings.Tributary settings, PrintStream out, boolean coloured) {
    String broker = settings.mqtt().brokerUrl();
    String kafka = settings.kafka().brokers();
    out.println();
    String http = Hosts.inUrl(settings.http().host());
    String coap = Hosts.inUrl(settings.coap().host());
    heading("Tributary is running. It listens here, on this machine only:", out, coloured);
    console(gateway, settings, out);
    if (!broker.isEmpty()) {
      out.println("  MQTT        " + broker);
    }
    gateway.httpPort().ifPresent(port -> out.println("  HTTP        http://" + http + ":" + port));
    gateway.coapPort().ifPresent(port -> out.println("  CoAP        coap://" + coap + ":" + port));
    out.println("  Kafka       " + kafka);
    management(gateway, settings, out);
    out.println();
    heading("Send a reading:", out, coloured);
    if (!broker.isEmpty()) {
      URI uri = URI.create(broker);
      out.printf(
          "  mosquitto_pub -V mqttv5 -h %s -p %d -q 1 -t devices/dev-1/telemetry -m '{\"temp\":"
              + " 21.5}'%n",
          uri.getHost(), uri.getPort());
    }
    gateway
        .httpPort()
        .ifPresent(
            port ->
                out.printf(
                    "  curl -i http://%s:%d/v1/devices/dev-1/telemetry -H 'Content-Type:"
                        + " application/json' -d '{\"temp\": 21.5}'%n",
                    http, port));
    gateway
        .coapPort()
        .ifPresent(
            port ->
                out.printf(
                    "  coap-client -m post -t json -e '{\"temp\": 21.5}'"
                        + " coap://%s:%d/devices/dev-1/telemetry%n",
                    coap, port));
    heading("Read what became of it:", out, coloured);
    out.printf("  kcat -b %s -C -t %s.sensor.temperature%n", kafka, settings.kafka().topicPrefix());
    out.println();
  }

  private static void console(Gateway gateway, Settings.Tributary settings, PrintStream out) {
    if (settings.console().enabled()) {
      String host = Hosts.inUrl(settings.management().host());
      gateway
          .managementPort()
          .ifPresent(port -> out.printf("  Console     http://%s:%d/%n", host, port));
    }
  }

  private static void management(Gateway gateway, Settings.Tributary settings, PrintStream out) {
    String host = Hosts.inUrl(settings.management().host());
    gateway
        .managementPort()
        .ifPresent(port -> out.printf("  Management  http://%s:%d/health/ready%n", host, port));
  }

  private static void heading(String text, PrintStream out, boolean coloured) {
    out.println(coloured ? "\u001b[1m" + text + "\u001b[0m" : text);
  }
}
