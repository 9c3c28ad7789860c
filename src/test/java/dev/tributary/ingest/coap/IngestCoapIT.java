package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.junit.jupiter.api.Test;

/** CoAP through the whole gateway into a real Kafka. */
@TributaryTest({"tributary.mqtt.broker-url=", "tributary.http.port="})
class IngestCoapIT {
  private static final int JSON = MediaTypeRegistry.APPLICATION_JSON;

  /** Names that steer Camel components, Kafka records or our own steps where they are believed. */
  private static final List<String> INJECTED =
      List.of(
          "kafka.OVERRIDE_TOPIC",
          "kafka.TOPIC",
          "kafka.KEY",
          "kafka.PARTITION_KEY",
          "kafka.OVERRIDE_TIMESTAMP",
          "CamelKafkaTopic",
          "CamelExecCommandExecutable",
          "CamelExecCommandArgs",
          "CamelFileName",
          "CamelHttpUri",
          "CamelBeanMethodName",
          "CamelLanguageScript",
          "CamelJsltString",
          "CamelJsonValidatorResource",
          "CamelRedelivered",
          "Long-Running-Action",
          "org.apache.camel.x",
          "device",
          "region",
          "topic",
          "outcome",
          "replayed",
          "mapping",
          "tributary_reason",
          "ce_id");

  @Test
  void storesWhatADeviceSends(World world) throws Exception {
    CoapResponse response =
        world.coap("regions/eu-west/devices/coap-1/telemetry", "{\"temperature\":21.5}", JSON);

    assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
    ConsumerRecord<String, String> record = world.records("sensor.temperature", "coap-1", 1).get(0);
    assertThat(record.value())
        .contains("\"device_id\":\"coap-1\"", "\"region\":\"eu-west\"", "\"value\":21.5")
        .contains("\"protocol\":\"coap\"");
  }

  @Test
  void keepsWhatItCannotReadWithTheReason(World world) throws Exception {
    CoapResponse response = world.coap("devices/coap-2/telemetry", "{\"temperature\":", JSON);

    assertThat(response.getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
    ConsumerRecord<String, String> letter = world.records("dead-letter", "coap-2", 1).get(0);
    assertThat(letter.value()).isEqualTo("{\"temperature\":");
    assertThat(letter.headers().lastHeader("tributary_reason").value())
        .isEqualTo("unreadable".getBytes(UTF_8));
  }

  @Test
  void letsNoQuerySteerAnything(World world) throws Exception {
    List<String> names =
        INJECTED.stream()
            .flatMap(
                name ->
                    Stream.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)))
            .distinct()
            .toList();
    Set<String> topics = topics(world);
    for (String name : names) {
      CoapResponse response =
          world.coap("devices/coap-3/telemetry?" + name + "=hacked", "{\"humidity\":40}", JSON);
      assertThat(response.getCode()).as(name).isEqualTo(ResponseCode.CHANGED);
    }

    List<ConsumerRecord<String, String>> records =
        world.records("sensor.humidity", "coap-3", names.size());
    assertThat(records)
        .hasSize(names.size())
        .allSatisfy(
            record -> {
              assertThat(record.value()).doesNotContainIgnoringCase("hacked");
              assertThat(record.headers())
                  .allSatisfy(
                      header -> {
                        assertThat(header.key()).matches("ce_[a-z]+|content-type");
                        assertThat(text(header)).doesNotContainIgnoringCase("hacked");
                      });
            });
    assertThat(topics(world)).isEqualTo(topics);
  }

  private static String text(Header header) {
    return new String(header.value(), UTF_8);
  }

  private static Set<String> topics(World world) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.kafka().brokers()))) {
      return admin.listTopics().names().get();
    }
  }
}
