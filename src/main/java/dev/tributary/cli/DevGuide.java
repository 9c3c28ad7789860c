package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.runtime.Gateway;
import java.io.PrintStream;
import java.net.URI;

/** Says where things listen and what to type next. */
final class DevGuide {
  private DevGuide() {}

  static void print(Gateway gateway, Settings.Tributary settings, PrintStream out) {
    String broker = settings.mqtt().brokerUrl();
    String kafka = settings.kafka().brokers();
    out.println();
    out.println("Tributary is running. It listens here, on this machine only:");
    if (!broker.isEmpty()) {
      out.println("  MQTT        " + broker);
    }
    gateway.httpPort().ifPresent(port -> out.println("  HTTP        http://127.0.0.1:" + port));
    gateway.coapPort().ifPresent(port -> out.println("  CoAP        coap://127.0.0.1:" + port));
    out.println("  Kafka       " + kafka);
    gateway
        .managementPort()
        .ifPresent(port -> out.println("  Management  http://127.0.0.1:" + port + "/health/ready"));
    out.println();
    out.println("Send a reading:");
    if (!broker.isEmpty()) {
      URI uri = URI.create(broker);
      out.printf(
          "  mosquitto_pub -V mqttv5 -h %s -p %d -q 1 -t devices/dev-1/telemetry -m '{\"temp\": 21.5}'%n",
          uri.getHost(), uri.getPort());
    }
    gateway
        .httpPort()
        .ifPresent(
            port ->
                out.printf(
                    "  curl -i http://127.0.0.1:%d/v1/devices/dev-1/telemetry -H 'Content-Type: application/json' -d '{\"temp\": 21.5}'%n",
                    port));
    gateway
        .coapPort()
        .ifPresent(
            port ->
                out.printf(
                    "  coap-client -m post -t json -e '{\"temp\": 21.5}' coap://127.0.0.1:%d/devices/dev-1/telemetry%n",
                    port));
    out.println("Read what became of it:");
    out.printf("  kcat -b %s -C -t %s.sensor.temperature%n", kafka, settings.kafka().topicPrefix());
    out.println();
  }
}
