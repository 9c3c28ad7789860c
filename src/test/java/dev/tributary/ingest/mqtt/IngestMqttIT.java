package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;

/** MQTT through the whole gateway, as it ships. */
@TributaryTest({"tributary.http.port=", "tributary.coap.port="})
class IngestMqttIT {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void storesAMessageWithWhatMayPass(World world) throws Exception {
    MqttProperties properties = new MqttProperties();
    properties.setContentType("application/json");
    properties.setUserProperties(
        List.of(
            new UserProperty("site", "north"),
            new UserProperty("kafka.OVERRIDE_TOPIC", "hacked"),
            new UserProperty("traceparent", TRACE)));
    world.publish("devices/mqtt-1/telemetry", "{\"temperature\": 21.5}", properties);
    ConsumerRecord<String, String> record = world.records("sensor.temperature", "mqtt-1", 1).get(0);
    assertThat(record.value()).contains("\"value\":21.5").contains("\"protocol\":\"mqtt\"");
    assertThat(header(record, "mqtt_site")).isEqualTo("north");
    assertThat(header(record, "traceparent")).isEqualTo(TRACE);
    assertThat(record.topic()).endsWith(".sensor.temperature");
  }

  @Test
  void namesARepeatedMessageByItsOwnId(World world) throws Exception {
    MqttProperties properties = new MqttProperties();
    properties.setUserProperties(List.of(new UserProperty("message-id", "m-1")));
    world.publish("devices/mqtt-2/telemetry", "{\"temperature\": 1}", properties);
    world.publish("devices/mqtt-2/telemetry", "{\"temperature\": 1}", properties);
    List<ConsumerRecord<String, String>> records = world.records("sensor.temperature", "mqtt-2", 2);
    assertThat(header(records.get(0), "ce_id")).isEqualTo(header(records.get(1), "ce_id"));
  }

  @Test
  void keepsWhatCannotBeReadAndServesOn(World world) throws Exception {
    world.publish("devices/mqtt-3/telemetry", "{\"temperature\":");
    world.publish("devices/mqtt-3/telemetry", "{\"temperature\": 3}");
    assertThat(header(world.records("dead-letter", "mqtt-3", 1).get(0), "tributary_reason"))
        .isEqualTo("unreadable");
    world.records("sensor.temperature", "mqtt-3", 1);
  }

  @Test
  void keepsWhatIsTooLarge(World world) throws Exception {
    world.publish("devices/mqtt-4/telemetry", "x".repeat(300 * 1024));
    world.publish("devices/mqtt-4/telemetry", "y".repeat(5 << 20));
    List<ConsumerRecord<String, String>> letters = world.records("dead-letter", "mqtt-4", 2);
    assertThat(letters)
        .allSatisfy(
            letter -> assertThat(header(letter, "tributary_reason")).isEqualTo("too-large"));
    assertThat(letters.get(0).value()).isEqualTo("x".repeat(64 * 1024));
    assertThat(header(letters.get(0), "tributary_size")).isEqualTo("" + 300 * 1024);
    assertThat(letters.get(1).value()).isEqualTo("y".repeat(64 * 1024));
    assertThat(header(letters.get(1), "tributary_size")).isEqualTo("" + (5 << 20));
  }

  @Test
  void storesALastWill(World world) throws Exception {
    MqttClient device = new MqttClient(world.mqtt().url(), "mqtt-5", new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setWill(
        "devices/mqtt-5/status",
        new MqttMessage("{\"status\":\"offline\"}".getBytes(UTF_8), 1, false, null));
    device.connect(options);
    device.disconnectForcibly(0, 0, false);
    assertThat(world.records("device.status", "mqtt-5", 1).get(0).value()).contains("offline");
  }

  @Test
  void waitsForKafkaAndThenStoresAllInOrder(World world) throws Exception {
    world.publish("devices/mqtt-6/telemetry", "{\"temperature\": 0}");
    world.records("sensor.temperature", "mqtt-6", 1);
    world.kafka().stop();
    try {
      await().until(() -> !world.gateway().health().ready().ready());
      for (int i = 1; i <= 20; i++) {
        world.publish("devices/mqtt-6/telemetry", "{\"temperature\": " + i + "}");
      }
    } finally {
      world.kafka().start();
    }
    List<String> values = new ArrayList<>();
    for (ConsumerRecord<String, String> record :
        world.records("sensor.temperature", "mqtt-6", 21)) {
      values.add(record.value().replaceAll(".*\"value\":(\\d+).*", "$1"));
    }
    assertThat(values).isEqualTo(IntStream.rangeClosed(0, 20).mapToObj(String::valueOf).toList());
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
