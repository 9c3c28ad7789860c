package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;

/** A reading's whole way, from each of the three ends to Kafka. */
@TributaryTest
class GatewayIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aReadingOverMqttIsAnEventInKafka(World world) throws Exception {
    MqttProperties properties = new MqttProperties();
    properties.setUserProperties(List.of(new UserProperty("site", "north")));

    world.publish("regions/eu/devices/mqtt-1/telemetry", "{\"temp\":21.50}", properties);

    ConsumerRecord<String, String> record = world.records("sensor.temperature", "mqtt-1", 1).get(0);
    JsonNode event = JSON.readTree(record.value());
    assertThat(record.value()).as("numbers keep their digits").contains("\"value\":21.50");
    assertThat(event.path("device_id").asText()).isEqualTo("mqtt-1");
    assertThat(event.path("region").asText()).isEqualTo("eu");
    assertThat(event.path("kind").asText()).isEqualTo("temperature");
    assertThat(event.path("unit").asText()).isEqualTo("Cel");
    assertThat(event.path("source").path("protocol").asText()).isEqualTo("mqtt");
    assertThat(record.timestamp())
        .isEqualTo(Instant.parse(event.path("received").asText()).toEpochMilli());
    assertThat(headers(record))
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", event.path("id").asText())
        .containsEntry("ce_source", "/regions/eu/devices/mqtt-1/telemetry")
        .containsEntry("ce_type", "sensor.temperature")
        .containsEntry("ce_time", event.path("time").asText())
        .containsEntry("ce_subject", "mqtt-1")
        .containsEntry("content-type", "application/json")
        .containsEntry("mqtt_site", "north")
        .hasEntrySatisfying("ce_dataschema", v -> assertThat(v).endsWith("/event/1"))
        .hasSize(9);
  }

  @Test
  void aReadingOverHttpIsStoredWhenItIsAnswered(World world) throws Exception {
    HttpResponse<String> answer =
        world.post(
            "/v1/devices/http-1/telemetry", "{\"temp\":22}", "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(world.records("sensor.temperature", "http-1", 1)).hasSize(1);
  }

  @Test
  void aReadingOverCoapIsStoredWhenItIsAnswered(World world) throws Exception {
    CoapResponse answer =
        world.coap("devices/coap-1/telemetry", "{\"temp\":23}", MediaTypeRegistry.APPLICATION_JSON);

    assertThat(answer.getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(world.records("sensor.temperature", "coap-1", 1)).hasSize(1);
  }

  @Test
  void whatCannotBeReadIsInTheDeadLettersWithTheReason(World world) throws Exception {
    HttpResponse<String> answer =
        world.post("/v1/devices/bad-1/telemetry", "{\"temp\":", "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).toString()).contains("unreadable");
    ConsumerRecord<String, String> letter = world.records("dead-letter", "bad-1", 1).get(0);
    assertThat(letter.value()).isEqualTo("{\"temp\":");
    assertThat(headers(letter))
        .containsEntry("tributary_reason", "unreadable")
        .containsEntry("tributary_protocol", "http")
        .containsEntry("tributary_address", "devices/bad-1/telemetry");
  }

  @Test
  void theManagementPortSaysThatItIsReady(World world) throws Exception {
    assertThat(world.management("/health/ready").statusCode()).isEqualTo(200);
    for (String end : List.of("mqtt", "coap", "http")) {
      assertThat(world.management("/health/ready/" + end).statusCode()).as(end).isEqualTo(200);
    }
    assertThat(world.management("/health/live").statusCode()).isEqualTo(200);
    assertThat(world.management("/health/ready/nothing").statusCode()).isEqualTo(404);
    assertThat(world.management("/metrics").body()).contains("tributary_");
    assertThat(world.management("/info").body()).contains("tributary.http.port");
  }

  private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
    Map<String, String> headers = new HashMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return headers;
  }
}
