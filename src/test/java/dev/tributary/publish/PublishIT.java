package dev.tributary.publish;

import static dev.tributary.publish.KafkaReader.header;
import static dev.tributary.publish.KafkaReader.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.config.Settings;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.kafka.KafkaModule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishIT {
  @TempDir static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(directory, 0);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void publishThreeMeasurementsEachWithItsOwnHeaders() throws Exception {
    try (PublishWorld world = world("three", Map.of())) {
      Outcome outcome = settle(world.send(Protocol.HTTP, "dev-1", "temperature humidity motion"));

      assertThat(outcome.isStored()).isTrue();
      assertThat(outcome.eventIds()).hasSize(3);
      List<ConsumerRecord<String, String>> records =
          read(
              kafka.brokers(),
              3,
              "three.sensor.temperature",
              "three.sensor.other",
              "three.camera.motion");
      assertThat(records)
          .extracting(r -> header(r, "ce_type"))
          .containsExactlyInAnyOrder("sensor.temperature", "sensor.other", "camera.motion");
      assertThat(records)
          .extracting(r -> header(r, "ce_id"))
          .containsExactlyInAnyOrderElementsOf(outcome.eventIds());
      assertThat(records)
          .allSatisfy(
              record -> {
                assertThat(record.key()).isEqualTo("dev-1");
                assertThat(record.value()).contains(header(record, "ce_id"));
                assertThat(record.timestamp()).isEqualTo(PublishWorld.RECEIVED.toEpochMilli());
                assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
                assertThat(header(record, "ce_source")).isEqualTo("/devices/dev-1/telemetry");
                assertThat(header(record, "ce_subject")).isEqualTo("dev-1");
                assertThat(header(record, "ce_time")).isEqualTo("2026-11-21T03:00:00.123Z");
                assertThat(header(record, "ce_dataschema")).endsWith("/event/1");
                assertThat(header(record, "content-type")).isEqualTo("application/json");
                assertThat(header(record, "traceparent")).startsWith("00-4bf92f35");
                assertThat(header(record, "mqtt_site")).isEqualTo("north");
                assertThat(record.headers().toArray()).hasSize(10);
              });
    }
  }

  @Test
  void keepWhatCannotBeDecodedWithTheOriginalBytes() throws Exception {
    try (PublishWorld world = world("undecodable", Map.of())) {
      Outcome outcome = settle(world.send(Protocol.MQTT, "dev-1", "!{"));

      assertThat(outcome.reason()).isEqualTo(Reason.UNREADABLE);
      assertThat(outcome.settled()).isTrue();
      ConsumerRecord<String, String> kept =
          read(kafka.brokers(), 1, "undecodable.dead-letter").get(0);
      assertThat(kept.value()).isEqualTo("!{");
      assertThat(kept.key()).isEqualTo("dev-1");
      assertThat(header(kept, "tributary_reason")).isEqualTo("unreadable");
      assertThat(header(kept, "tributary_detail")).isEqualTo("the payload is no JSON");
      assertThat(header(kept, "tributary_protocol")).isEqualTo("mqtt");
      assertThat(header(kept, "tributary_address")).isEqualTo("devices/dev-1/telemetry");
      assertThat(header(kept, "tributary_received")).isEqualTo("2026-11-21T03:00:00.250Z");
      assertThat(header(kept, "tributary_message_id")).isEqualTo("m-1");
      assertThat(header(kept, "tributary_route")).isEqualTo("in");
      assertThat(header(kept, "mqtt_site")).isEqualTo("north");
    }
  }

  @Test
  void keepAMessageOnWhichWeFailAndShowNoInternals() throws Exception {
    try (PublishWorld world = world("fault", Map.of())) {
      Outcome outcome = settle(world.send(Protocol.HTTP, "dev-1", "?"));

      assertThat(outcome.reason()).isEqualTo(Reason.INTERNAL);
      assertThat(outcome.detail()).doesNotContain("secret");
      assertThat(outcome.settled()).isTrue();
      assertThat(read(kafka.brokers(), 1, "fault.dead-letter")).hasSize(1);
    }
  }

  @Test
  void publishThePartThatIsValidAndKeepTheRest() throws Exception {
    try (PublishWorld world = world("partial", Map.of())) {
      Outcome outcome = settle(world.send(Protocol.COAP, "dev-1", "temperature ~"));

      assertThat(outcome.isStored()).isTrue();
      assertThat(read(kafka.brokers(), 1, "partial.sensor.temperature")).hasSize(1);
      ConsumerRecord<String, String> kept = read(kafka.brokers(), 1, "partial.dead-letter").get(0);
      assertThat(kept.value()).isEqualTo("temperature ~");
      assertThat(header(kept, "tributary_reason")).isEqualTo("invalid");
      assertThat(header(kept, "tributary_route")).isEqualTo("normalize");
    }
  }

  @Test
  void refuseADeadLetterPastItsBudget() throws Exception {
    try (PublishWorld world = world("budget", Map.of("tributary.dead-letter.rate", "0"))) {
      Outcome http = settle(world.send(Protocol.HTTP, "dev-1", "!"));
      Outcome mqtt = settle(world.send(Protocol.MQTT, "dev-2", "!"));

      assertThat(http.reason()).isEqualTo(Reason.UNREADABLE);
      assertThat(http.settled()).as("not stored").isFalse();
      assertThat(mqtt.settled()).as("MQTT has no budget").isTrue();
      assertThat(read(kafka.brokers(), 1, "budget.dead-letter"))
          .extracting(ConsumerRecord::key)
          .containsExactly("dev-2");
    }
  }

  @Test
  void writeRawAndStateWhenSwitchedOn() throws Exception {
    try (PublishWorld world =
        world(
            "extra", Map.of("tributary.raw.enabled", "true", "tributary.state.enabled", "true"))) {
      assertThat(settle(world.send(Protocol.HTTP, "dev-1", "temperature")).isStored()).isTrue();

      assertThat(read(kafka.brokers(), 1, "extra.raw").get(0).value()).isEqualTo("temperature");
      assertThat(read(kafka.brokers(), 1, "extra.device.state").get(0).key())
          .isEqualTo("dev-1/temperature");
    }
  }

  @Test
  void createTopicsOnceWhenSeveralInstancesStartAtOnce() throws Exception {
    Settings settings =
        PublishWorld.settings(kafka.brokers(), Map.of("tributary.kafka.topic-prefix", "many"));
    List<KafkaModule> instances = new ArrayList<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
      for (int i = 0; i < 4; i++) {
        KafkaModule instance = PublishWorld.planned(settings);
        instance.expect(List.of("sensor.temperature", "event.other"));
        instances.add(instance);
      }
      instances.forEach(KafkaModule::start);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> instances.stream().allMatch(one -> one.client().available()));

      assertThat(instances).allSatisfy(instance -> assertThat(instance.degradations()).isEmpty());
      assertThat(
              admin
                  .describeTopics(List.of("many.sensor.temperature", "many.dead-letter"))
                  .allTopicNames()
                  .get()
                  .values())
          .extracting(topic -> topic.name() + " " + topic.partitions().size())
          .containsExactlyInAnyOrder("many.sensor.temperature 6", "many.dead-letter 3");
    } finally {
      instances.forEach(KafkaModule::close);
    }
  }

  static Outcome settle(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(30, TimeUnit.SECONDS);
  }

  private static PublishWorld world(String prefix, Map<String, String> more) throws Exception {
    Map<String, String> sets = new java.util.HashMap<>(more);
    sets.put("tributary.kafka.topic-prefix", prefix);
    PublishWorld world = new PublishWorld(kafka.brokers(), sets);
    await().atMost(Duration.ofSeconds(30)).until(() -> world.downstream().available());
    return world;
  }
}
