package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The route that every failure comes to: what was sent is kept, with the reason that is heard. */
@TributaryTest
class OnFailureIT {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unreadable-1 | {"temp":                          | unreadable        | 400
          unmapped-1   | {"nothing_known":1}               | unmapped          | 400
          invalid-1    | {"temp":-400}                     | invalid           | 400
          mismatch-1   | {"device":"another","temp":1}     | identity-mismatch | 403
          """)
  void whatCannotGoItsWayIsKeptWithItsReason(
      String device, String payload, String reason, int status, World world) throws Exception {
    assertThat(
            world
                .post(
                    "/v1/devices/" + device + "/telemetry",
                    payload,
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(status);

    ConsumerRecord<String, String> letter = world.records("dead-letter", device, 1).get(0);
    assertThat(letter.value()).isEqualTo(payload);
    assertThat(
            new String(
                letter.headers().lastHeader("tributary_reason").value(), StandardCharsets.UTF_8))
        .isEqualTo(reason);
    assertThat(header(letter, "tributary_route")).isEqualTo("normalize");
  }

  @Test
  void anItemOfABatchIsKeptWithItsPlaceThere(World world) throws Exception {
    String batch =
        "[{\"device\":\"batch-0\",\"temp\":1},{\"device\":\"batch-1\",\"nothing_known\":1}]";

    assertThat(world.post("/v1/telemetry", batch, "Content-Type", "application/json").statusCode())
        .isEqualTo(200);

    ConsumerRecord<String, String> letter = world.records("dead-letter", "batch-1", 1).get(0);
    assertThat(header(letter, "tributary_index")).isEqualTo("1");
    assertThat(header(letter, "tributary_reason")).isEqualTo("unmapped");
  }

  @Test
  void nothingIsAcknowledgedThatCannotBeKept(World world) throws Exception {
    String payload = "{\"temp\":";
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.kafka().brokers()))) {
      // Kafka takes no dead letter, however short it is cut.
      limitDeadLetters(admin, world, AlterConfigOp.OpType.SET);
      await("Kafka refuses dead letters")
          .until(() -> post(world, "unkept-http", payload).statusCode() == 503);
      HttpResponse<String> http = post(world, "unkept-http", payload);
      CoapResponse coap =
          world.coap("devices/unkept-coap/telemetry", payload, MediaTypeRegistry.APPLICATION_JSON);
      double lost = world.metric("tributary_mqtt_connections_lost_total");
      world.publish("devices/unkept-mqtt/telemetry", payload);

      assertThat(http.body()).contains("unavailable").doesNotContain("RecordTooLarge");
      assertThat(http.headers().firstValue("Retry-After")).isPresent();
      assertThat(coap.getCode()).isEqualTo(CoAP.ResponseCode.SERVICE_UNAVAILABLE);
      await("asked for again")
          .until(() -> world.metric("tributary_mqtt_connections_lost_total") > lost);
      assertThat(world.metric("tributary_mqtt_unacknowledged_messages")).isLessThanOrEqualTo(1);

      limitDeadLetters(admin, world, AlterConfigOp.OpType.DELETE);
    }
    assertThat(world.records("dead-letter", "unkept-mqtt", 1))
        .singleElement()
        .satisfies(letter -> assertThat(letter.value()).isEqualTo(payload))
        .satisfies(letter -> assertThat(header(letter, "tributary_message_key")).isNotEmpty());
    await("acknowledged")
        .until(
            () ->
                world.management("/health/ready/mqtt").statusCode() == 200
                    && world.metric("tributary_mqtt_unacknowledged_messages") == 0);
  }

  private static void limitDeadLetters(Admin admin, World world, AlterConfigOp.OpType how)
      throws Exception {
    ConfigResource topic =
        new ConfigResource(ConfigResource.Type.TOPIC, world.topic("dead-letter"));
    AlterConfigOp limit = new AlterConfigOp(new ConfigEntry("max.message.bytes", "10"), how);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
  }

  private static HttpResponse<String> post(World world, String device, String payload)
      throws Exception {
    return world.post(
        "/v1/devices/" + device + "/telemetry", payload, "Content-Type", "application/json");
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
