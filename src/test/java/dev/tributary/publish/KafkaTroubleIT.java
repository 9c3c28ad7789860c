package dev.tributary.publish;

import static dev.tributary.publish.KafkaReader.header;
import static dev.tributary.publish.KafkaReader.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.TcpRelay;
import dev.tributary.contract.Address;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka slow, gone or refusing: each ends as docs/delivery.md says. */
class KafkaTroubleIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static TcpRelay relay;
  private static Admin admin;

  @BeforeAll
  static void startKafkaBehindANetwork() throws Exception {
    // The relay must know the broker's port and the broker the relay's: the broker's is found
    // first.
    int port = FreePorts.one();
    relay = TcpRelay.to(port);
    kafka =
        new EmbeddedKafka(
            directory,
            1,
            port,
            Map.of(
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + relay.port(),
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found",
                "true"));
    kafka.start();
    admin = Admin.create(Map.of("bootstrap.servers", brokers()));
  }

  @AfterAll
  static void stopKafka() throws Exception {
    relay.refuse(false);
    relay.silence(false);
    admin.close();
    kafka.close();
    relay.close();
  }

  @Test
  void refuseWhileNoBrokerIsConnectedAndComeBack() throws Exception {
    try (PublishWorld world = world("cut", Map.of())) {
      relay.refuse(true);
      relay.cut();
      await().atMost(LONG).until(() -> !world.downstream().available());

      Outcome http = settle(world.send(Protocol.HTTP, "dev-1", "temperature"));
      CompletableFuture<Outcome> mqtt = world.send(Protocol.MQTT, "dev-1", "temperature");

      assertThat(http.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(http.settled()).isFalse();
      assertThat(mqtt).isNotDone();
      relay.refuse(false);
      await().atMost(LONG).until(() -> world.downstream().available());
      assertThat(settle(mqtt).isStored()).isTrue();
      assertThat(read(brokers(), 1, "cut.sensor.temperature")).hasSize(1);
    }
  }

  @Test
  void refuseNothingWhenKafkaIsSlowForTwoSeconds() throws Exception {
    try (PublishWorld world = world("slow2", Map.of())) {
      silenceFor(2);
      assertThat(settle(world.send(Protocol.HTTP, "dev-1", "temperature")).isStored()).isTrue();
    }
  }

  @Test
  void refuseWhenKafkaIsSlowForTenSecondsAndLoseNothing() throws Exception {
    try (PublishWorld world = world("slow10", Map.of())) {
      silenceFor(10);
      CompletableFuture<Outcome> mqtt = world.send(Protocol.MQTT, "dev-1", "temperature");
      CompletableFuture<Outcome> http = world.send(Protocol.HTTP, "dev-1", "temperature");

      await().atMost(LONG).until(() -> !world.downstream().available());
      assertThat(world.downstream().why()).contains("no acknowledgement");
      assertThat(settle(http).detail()).contains("not known to be stored");
      Outcome atOnce = world.send(Protocol.HTTP, "dev-1", "temperature").getNow(null);
      assertThat(atOnce.reason()).isEqualTo(Reason.UNAVAILABLE);

      assertThat(settle(mqtt).isStored()).isTrue();
      await().atMost(LONG).until(() -> world.downstream().available());
      assertThat(read(brokers(), 2, "slow10.sensor.temperature")).hasSize(2);
    } finally {
      relay.silence(false);
    }
  }

  @Test
  void createATopicAgainThatWasDeleted() throws Exception {
    try (PublishWorld world = world("deleted", Map.of())) {
      assertThat(settle(world.send(Protocol.MQTT, "dev-1", "temperature")).isStored()).isTrue();
      admin.deleteTopics(List.of("deleted.sensor.temperature")).all().get();

      await()
          .atMost(LONG)
          .until(() -> settle(world.send(Protocol.MQTT, "dev-1", "temperature")).isStored());
      assertThat(read(brokers(), 1, "deleted.sensor.temperature")).isNotEmpty();
    }
  }

  @Test
  void refuseRecordsForAMissingTopicThatMayNotBeCreated() throws Exception {
    create("missing.dead-letter", Map.of());
    create("missing.sensor.other", Map.of());
    try (PublishWorld world = world("missing", Map.of("tributary.kafka.create-topics", "false"))) {
      Outcome missing = settle(world.send(Protocol.HTTP, "dev-1", "temperature"));
      Outcome there = settle(world.send(Protocol.HTTP, "dev-1", "humidity"));

      assertThat(missing.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(missing.settled()).isFalse();
      assertThat(there.isStored()).isTrue();
      assertThat(world.client().refusedTopics()).containsKey("missing.sensor.temperature");
    }
  }

  @Test
  void keepARecordThatIsTooLargeForItsTopic() throws Exception {
    create("large.sensor.temperature", Map.of("max.message.bytes", "100"));
    try (PublishWorld world = world("large", Map.of())) {
      Outcome outcome = settle(world.send(Protocol.HTTP, "dev-1", "humidity temperature"));

      assertThat(outcome.reason()).isEqualTo(Reason.UNDELIVERABLE);
      assertThat(outcome.settled()).isTrue();
      ConsumerRecord<String, String> kept = read(brokers(), 1, "large.dead-letter").get(0);
      assertThat(kept.value()).isEqualTo("humidity temperature");
      assertThat(header(kept, "tributary_reason")).isEqualTo("undeliverable");
      assertThat(header(kept, "tributary_route")).isEqualTo("publish");
    }
  }

  @Test
  void cutADeadLetterThatKafkaDoesNotTakeWhole() throws Exception {
    create("cutlarge.dead-letter", Map.of("max.message.bytes", "70000"));
    byte[] payload = new byte[100_000];
    new Random(1).nextBytes(payload);
    payload[0] = '!';
    Address address = new Address("devices/dev-1/telemetry", "dev-1", "eu", null, null);
    try (PublishWorld world = world("cutlarge", Map.of())) {
      assertThat(settle(world.send(Protocol.MQTT, address, payload)).settled()).isTrue();

      ConsumerRecord<String, String> kept = read(brokers(), 1, "cutlarge.dead-letter").get(0);
      assertThat(header(kept, "tributary_truncated")).isEqualTo("true");
      assertThat(header(kept, "tributary_size")).isEqualTo("100000");
      assertThat(kept.serializedValueSize()).isEqualTo(64 * 1024);
    }
  }

  @Test
  void keepWhatAnAclDenies() throws Exception {
    create("denied.sensor.temperature", Map.of());
    ResourcePattern topic =
        new ResourcePattern(ResourceType.TOPIC, "denied.sensor.temperature", PatternType.LITERAL);
    AccessControlEntry deny =
        new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.WRITE, AclPermissionType.DENY);
    admin.createAcls(List.of(new AclBinding(topic, deny))).all().get();
    try (PublishWorld world = world("denied", Map.of())) {
      Outcome denied = settle(world.send(Protocol.HTTP, "dev-1", "temperature"));
      Outcome allowed = settle(world.send(Protocol.HTTP, "dev-1", "humidity"));

      assertThat(denied.reason()).isEqualTo(Reason.UNDELIVERABLE);
      assertThat(denied.settled()).isTrue();
      assertThat(allowed.isStored()).isTrue();
      assertThat(read(brokers(), 1, "denied.dead-letter")).hasSize(1);
    }
  }

  private static void create(String topic, Map<String, String> config) throws Exception {
    NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty()).configs(config);
    admin.createTopics(List.of(wanted)).all().get(30, TimeUnit.SECONDS);
  }

  private static void silenceFor(int seconds) {
    relay.silence(true);
    CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS)
        .execute(() -> relay.silence(false));
  }

  private static Outcome settle(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(60, TimeUnit.SECONDS);
  }

  private static String brokers() {
    return "127.0.0.1:" + relay.port();
  }

  private static PublishWorld world(String prefix, Map<String, String> more) throws Exception {
    Map<String, String> sets = new HashMap<>(more);
    sets.put("tributary.kafka.topic-prefix", prefix);
    PublishWorld world = new PublishWorld(brokers(), sets);
    await().atMost(LONG).until(() -> world.downstream().available());
    return world;
  }
}
