package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.FreePorts;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

class OnlineIT {
  private static final Path ROUTES = Path.of("routes");

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Admin admin;

  @BeforeAll
  static void startKafka() {
    kafka =
        new EmbeddedKafka(
            directory.resolve("kafka"),
            1,
            0,
            Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found",
                "true"));
    kafka.start();
    admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()));
  }

  @AfterAll
  static void stopKafka() throws IOException {
    admin.close();
    kafka.close();
  }

  @Test
  void findNothingWhereAllTopicsCanBeCreatedAndCreateNone() throws Exception {
    try (MosquittoBroker mqtt = broker("fine")) {
      assertThat(findings(Map.of("tributary.mqtt.broker-url", mqtt.url()))).isEmpty();
    }
    assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith("iot."));
  }

  @Test
  void sayWhichTopicsAreMissingWhereNoneMayBeCreated() throws Exception {
    assertThat(
            findings(
                Map.of("tributary.kafka.create-topics", "false", "tributary.mqtt.broker-url", "")))
        .contains(
            "Topic iot.dead-letter does not exist and tributary.kafka.create-topics is false;"
                + " create it");
  }

  @Test
  void sayWhatIsOtherThanDeclared() throws Exception {
    create(
        new NewTopic("other.sensor.temperature", Optional.of(2), Optional.empty())
            .configs(Map.of("retention.ms", "1000", "max.message.bytes", "5000")));
    create(
        new NewTopic("other.device.state", Optional.of(3), Optional.empty())
            .configs(Map.of("cleanup.policy", "delete")));

    assertThat(
            findings(
                Map.of(
                    "tributary.kafka.topic-prefix", "other",
                    "tributary.state.enabled", "true",
                    "tributary.mqtt.broker-url", "")))
        .containsExactlyInAnyOrder(
            "Topic other.sensor.temperature has 2 partitions but topics.yaml has 6; it is left as it"
                + " is",
            "Topic other.sensor.temperature has retention.ms=1000 but topics.yaml has 604800000; it"
                + " is left as it is",
            "Topic other.sensor.temperature takes records of at most 5000 bytes"
                + " (max.message.bytes), but tributary.max-payload-bytes is 262144: raise the one"
                + " or lower the other",
            "Topic other.device.state has cleanup.policy=delete but topics.yaml has compact; it is"
                + " left as it is");
  }

  @Test
  void sayWhatMayNotBeWrittenTo() throws Exception {
    create(new NewTopic("denied.sensor.humidity", Optional.of(6), Optional.empty()));
    admin
        .createAcls(
            List.of(
                new AclBinding(
                    new ResourcePattern(
                        ResourceType.TOPIC, "denied.sensor.humidity", PatternType.LITERAL),
                    new AccessControlEntry(
                        "User:ANONYMOUS", "*", AclOperation.WRITE, AclPermissionType.DENY)),
                new AclBinding(
                    new ResourcePattern(
                        ResourceType.TOPIC, "denied.sensor.humidity", PatternType.LITERAL),
                    new AccessControlEntry(
                        "User:ANONYMOUS", "*", AclOperation.ALL, AclPermissionType.ALLOW))))
        .all()
        .get();

    assertThat(
            findings(
                Map.of("tributary.kafka.topic-prefix", "denied", "tributary.mqtt.broker-url", "")))
        .contains(
            "Topic denied.sensor.humidity may not be written to by this client; Kafka's ACLs must"
                + " allow WRITE");
  }

  @Test
  void sayWhoIsAway() throws Exception {
    int nobody = FreePorts.one();
    assertThat(
            findings(
                Map.of(
                    "tributary.kafka.brokers", "127.0.0.1:" + nobody,
                    "tributary.mqtt.broker-url", "tcp://127.0.0.1:" + nobody)))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("Kafka at 127.0.0.1:" + nobody + " does not answer: "))
        .anyMatch(line -> line.matches("The MQTT broker tcp://127.0.0.1:\\d+: .*refused.*"));
  }

  @Test
  void sayWhatTheMqttBrokerRefuses() throws Exception {
    Path rules = Files.writeString(directory.resolve("rules"), "topic read devices/+/status\n");
    try (MosquittoBroker mqtt = broker("acl", "acl_file " + rules.toAbsolutePath())) {
      // mosquitto grants subscriptions and withholds messages; it refuses a stranger's CONNECT
      assertThat(findings(Map.of("tributary.mqtt.broker-url", mqtt.url()))).isEmpty();
    }
    try (MosquittoBroker mqtt = broker("closed", "allow_anonymous false")) {
      assertThat(findings(Map.of("tributary.mqtt.broker-url", mqtt.url())))
          .singleElement()
          .asString()
          .endsWith("it refused us: 0x87 not authorized");
    }
  }

  private static MosquittoBroker broker(String name, String... lines) throws Exception {
    return MosquittoBroker.start(Files.createDirectory(directory.resolve(name)), lines);
  }

  private static void create(NewTopic topic) throws Exception {
    admin.createTopics(List.of(topic)).all().get();
  }

  private static List<String> findings(Map<String, String> sets) throws IOException {
    Map<String, String> all = new HashMap<>(Map.of("tributary.kafka.brokers", kafka.brokers()));
    all.putAll(sets);
    Settings settings =
        SettingsLoader.load(Mode.DEV, directory.resolve("none"), Map.of(), all).settings();
    return Online.findings(settings, Project.read(ROUTES)).stream().map(Finding::toString).toList();
  }
}
