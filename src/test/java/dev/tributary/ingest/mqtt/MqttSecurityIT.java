package dev.tributary.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.Certificates;
import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.config.Settings;
import dev.tributary.tls.ClientTls;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttSecurityIT {
  private static final Settings.Tls NO_FILES = new Settings.Tls(null, null, null);

  @TempDir Path directory;

  @Test
  void showsItsCertificateToABrokerThatAsksForOne() throws Exception {
    Certificates server = Certificates.of(directory, "server", "ip:127.0.0.1");
    Certificates client = Certificates.of(directory, "client", "dns:gateway");
    try (MosquittoBroker broker = tlsBroker(server, client);
        MqttWorld world =
            MqttWorld.open(
                overTls(
                    broker,
                    new Settings.Tls(client.certificate(), client.key(), server.certificate())))) {
      await().until(world.state()::ready);
    }
  }

  @Test
  void isRefusedWithoutItsCertificate() throws Exception {
    Certificates server = Certificates.of(directory, "server", "ip:127.0.0.1");
    Certificates client = Certificates.of(directory, "client", "dns:gateway");
    try (MosquittoBroker broker = tlsBroker(server, client);
        MqttWorld world =
            MqttWorld.open(overTls(broker, new Settings.Tls(null, null, server.certificate())))) {
      await().until(() -> world.state().why().contains("not connected to ssl://127.0.0.1"));
      assertThat(world.state().ready()).isFalse();
    }
  }

  @Test
  void trustsNoBrokerOfAnotherName() throws Exception {
    Certificates server = Certificates.of(directory, "server", "dns:broker.example");
    Certificates client = Certificates.of(directory, "client", "dns:gateway");
    try (MosquittoBroker broker = tlsBroker(server, client);
        MqttWorld world =
            MqttWorld.open(
                overTls(
                    broker,
                    new Settings.Tls(client.certificate(), client.key(), server.certificate())))) {
      await().until(() -> world.state().why().contains("No subject alternative names"));
    }
  }

  @Test
  void trustsNoBrokerOfAnotherAuthority() throws Exception {
    Certificates server = Certificates.of(directory, "server", "ip:127.0.0.1");
    Certificates client = Certificates.of(directory, "client", "dns:gateway");
    try (MosquittoBroker broker = tlsBroker(server, client);
        MqttWorld world =
            MqttWorld.open(
                overTls(
                    broker,
                    new Settings.Tls(client.certificate(), client.key(), client.certificate())))) {
      await().until(() -> world.state().why().contains("PKIX"));
    }
  }

  @Test
  void namesTheFileThatIsNoKey() throws Exception {
    Certificates client = Certificates.of(directory, "client", "dns:gateway");
    assertThatThrownBy(
            () ->
                ClientTls.client(
                    new Settings.Tls(client.certificate(), client.certificate(), null)))
        .hasMessageContaining("PKCS#8")
        .hasMessageContaining(client.certificate().toString());
    assertThatThrownBy(() -> ClientTls.client(new Settings.Tls(client.certificate(), null, null)))
        .hasMessageContaining("tributary.mqtt.tls.key");
  }

  @Test
  void givesUserAndPassword() throws Exception {
    try (MosquittoBroker broker = passwordBroker();
        MqttWorld world =
            MqttWorld.open(
                MqttWorld.settings(broker.url(), 100, false, "tributary", "right", NO_FILES))) {
      await().until(world.state()::ready);
    }
  }

  @Test
  void saysThatThePasswordIsWrong() throws Exception {
    try (MosquittoBroker broker = passwordBroker();
        MqttWorld world =
            MqttWorld.open(
                MqttWorld.settings(broker.url(), 100, false, "tributary", "wrong", NO_FILES))) {
      await().until(() -> world.state().why().contains("0x87 not authorized"));
      assertThat(world.state().why()).doesNotContain("wrong");
    }
  }

  private MosquittoBroker tlsBroker(Certificates server, Certificates client) throws Exception {
    return MosquittoBroker.start(
        directory,
        "cafile " + client.certificate(),
        "certfile " + server.certificate(),
        "keyfile " + server.key(),
        "require_certificate true");
  }

  private MosquittoBroker passwordBroker() throws Exception {
    Path passwords = directory.resolve("passwords");
    new ProcessBuilder("mosquitto_passwd", "-c", "-b", passwords.toString(), "tributary", "right")
        .start()
        .waitFor(10, TimeUnit.SECONDS);
    return MosquittoBroker.start(directory, "allow_anonymous false", "password_file " + passwords);
  }

  private static Settings.Mqtt overTls(MosquittoBroker broker, Settings.Tls files) {
    return MqttWorld.settings("ssl://127.0.0.1:" + broker.port(), 100, false, null, null, files);
  }
}
