package dev.tributary.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.Certificates;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.kafka.ClientSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that docs/delivery.md gives for TLS and SASL, against a Kafka that insists. */
class KafkaSecurityIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String PLAIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";
  private static final String SCRAM =
      "org.apache.kafka.common.security.scram.ScramLoginModule required";

  @TempDir Path directory;
  private EmbeddedKafka kafka;

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void publishOverTlsWithAPassword() throws Exception {
    Certificates server = Certificates.of(directory, "server", "ip:127.0.0.1");
    Map<String, String> broker = tls(server);
    broker.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
    broker.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    broker.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    broker.put(
        "listener.name.plaintext.plain.sasl.jaas.config",
        PLAIN + " username=\"broker\" password=\"b\" user_broker=\"b\" user_tributary=\"secret\";");
    broker.put("listener.name.plaintext.scram-sha-512.sasl.jaas.config", SCRAM + ";");
    start(broker);

    Map<String, String> plain = sasl(server, "PLAIN", PLAIN, "secret");
    expectStored("plain", plain);
    addScramUser(plain, "hidden");
    expectStored("scram", sasl(server, "SCRAM-SHA-512", SCRAM, "hidden"));
    expectRefused(
        sasl(server, "PLAIN", PLAIN, "wrong"), "Kafka rejects the client: Authentication failed");
  }

  @Test
  void publishWithACertificateOfItsOwn() throws Exception {
    Certificates server = Certificates.of(directory, "server", "ip:127.0.0.1");
    Certificates client = Certificates.of(directory, "client", "dns:gateway");
    Map<String, String> broker = tls(server);
    broker.put("listener.security.protocol.map", "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT");
    broker.put("ssl.client.auth", "required");
    broker.put("ssl.truststore.type", "PEM");
    broker.put("ssl.truststore.location", both(server, client).toString());
    start(broker);

    Map<String, String> known = new HashMap<>(trusting(server, "SSL"));
    known.put("kafka.ssl.keystore.type", "PEM");
    known.put("kafka.ssl.keystore.location", keystore(client).toString());
    expectStored("mtls", known);
    expectRefused(trusting(server, "SSL"), "Kafka rejects the client: ");
  }

  private void start(Map<String, String> overrides) {
    kafka = new EmbeddedKafka(directory.resolve("kafka"), 1, 0, overrides);
    kafka.start();
  }

  private Map<String, String> tls(Certificates server) throws Exception {
    Map<String, String> broker = new HashMap<>();
    broker.put("ssl.keystore.type", "PEM");
    broker.put("ssl.keystore.location", keystore(server).toString());
    broker.put("ssl.truststore.type", "PEM");
    broker.put("ssl.truststore.location", server.certificate().toString());
    return broker;
  }

  /** One file of key and certificate, as Kafka reads PEM. */
  private Path keystore(Certificates owner) throws Exception {
    return Files.writeString(
        directory.resolve(owner.key().getFileName() + ".both.pem"),
        Files.readString(owner.key()) + Files.readString(owner.certificate()));
  }

  private Path both(Certificates one, Certificates other) throws Exception {
    return Files.writeString(
        directory.resolve("trusted.pem"),
        Files.readString(one.certificate()) + Files.readString(other.certificate()));
  }

  private static Map<String, String> trusting(Certificates server, String protocol) {
    return Map.of(
        "kafka.security.protocol",
        protocol,
        "kafka.ssl.truststore.type",
        "PEM",
        "kafka.ssl.truststore.location",
        server.certificate().toString());
  }

  private static Map<String, String> sasl(
      Certificates server, String mechanism, String module, String password) {
    Map<String, String> settings = new HashMap<>(trusting(server, "SASL_SSL"));
    settings.put("kafka.sasl.mechanism", mechanism);
    settings.put(
        "kafka.sasl.jaas.config",
        module + " username=\"tributary\" password=\"" + password + "\";");
    return settings;
  }

  private void addScramUser(Map<String, String> as, String password) throws Exception {
    try (Admin admin =
        Admin.create(ClientSettings.admin(PublishWorld.settings(kafka.brokers(), as)))) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "tributary",
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      password)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private void expectStored(String prefix, Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("tributary.kafka.topic-prefix", prefix);
    try (PublishWorld world = new PublishWorld(kafka.brokers(), all)) {
      await().atMost(LONG).until(() -> world.downstream().available());
      assertThat(
              world
                  .send(Protocol.HTTP, "dev-1", "temperature")
                  .get(30, TimeUnit.SECONDS)
                  .isStored())
          .as(prefix)
          .isTrue();
    }
  }

  private void expectRefused(Map<String, String> settings, String why) throws Exception {
    try (PublishWorld world = new PublishWorld(kafka.brokers(), settings)) {
      await().atMost(LONG).untilAsserted(() -> assertThat(world.downstream().why()).contains(why));
      assertThat(world.downstream().available()).isFalse();
    }
  }
}
