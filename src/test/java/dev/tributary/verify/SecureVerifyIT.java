package dev.tributary.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.config.Settings;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.FreePorts;
import dev.tributary.runtime.Gateway;
import dev.tributary.simulate.Answer;
import dev.tributary.simulate.Credentials;
import dev.tributary.simulate.Message;
import dev.tributary.simulate.Sender;
import dev.tributary.simulate.Senders;
import dev.tributary.simulate.Targets;
import dev.tributary.world.World;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a gateway that speaks nothing in the clear, and knows whom it speaks with. */
class SecureVerifyIT {
  private static final Path PEM = Path.of("src/test/resources/coap");
  private static final Path CA = PEM.resolve("ca.pem");
  private static final String KEY = "0f".repeat(16);
  private static final String TOKEN = "secret-of-the-fleet";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path directory;
  private static EmbeddedKafka kafka;

  private final Map<String, String> settings = new HashMap<>();
  private final int http = FreePorts.one();
  private final int coaps = FreePorts.one();
  private Gateway gateway;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  /** A gateway that was started anew knows no DTLS session, and says nothing to those who do. */
  @Test
  void ridesThroughARestartWithAPreSharedKey() throws Exception {
    start("tokens");
    Credentials fleet = Credentials.of(new Settings.Tls(null, null, CA), "fleet", KEY);
    VerifyOptions options =
        new VerifyOptions(
            targets(fleet, TOKEN),
            Map.of("bootstrap.servers", kafka.brokers()),
            VerifyOptions.Topics.of("iot", "dead-letter"),
            List.of(Protocol.HTTP, Protocol.COAP),
            3,
            40,
            0,
            PATIENCE,
            Duration.ofSeconds(20));
    try (Verification verification = new Verification(options)) {
      CompletableFuture<Void> sending = CompletableFuture.runAsync(verification::send);
      awaitMore(verification);
      gateway.close();
      restart();
      awaitMore(verification);
      verification.stop();
      sending.get(1, TimeUnit.MINUTES);

      Report report = verification.settle();

      assertThat(report.lost()).isZero();
      for (Report.Row row : report.protocols()) {
        assertThat(row.stored()).as(row.protocol()).isEqualTo(row.sent());
        assertThat(row.acknowledged()).as(row.protocol()).isEqualTo(row.sent());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP", "COAP"})
  void showsTheCertificateOfADevice(Protocol protocol) throws Exception {
    start("mtls");
    assertThat(send(protocol, targets(device(), null))).isEqualTo(Answer.ACKNOWLEDGED);
  }

  @Test
  void showsTheCertificateOfADeviceToAnMqttBroker() throws Exception {
    try (MosquittoBroker broker =
        MosquittoBroker.start(
            Files.createTempDirectory(directory, "mosquitto"),
            "cafile " + CA.toAbsolutePath(),
            "certfile " + PEM.resolve("server.pem").toAbsolutePath(),
            "keyfile " + PEM.resolve("server.key").toAbsolutePath(),
            "require_certificate true")) {
      for (String scheme : List.of("ssl", "mqtts")) {
        String url = scheme + "://localhost:" + broker.port();
        Targets shown = new Targets(url, null, null, null, null, null, device());
        assertThat(send(Protocol.MQTT, shown)).as(url).isEqualTo(Answer.ACKNOWLEDGED);
      }
      Credentials nothing = Credentials.of(new Settings.Tls(null, null, CA), null, null);
      Targets unknown =
          new Targets("ssl://localhost:" + broker.port(), null, null, null, null, null, nothing);
      assertThat(send(Protocol.MQTT, unknown)).isEqualTo(Answer.UNANSWERED);
    }
  }

  @Test
  void trustsNoGatewayOfAnotherAuthority() throws Exception {
    start("mtls");
    Settings.Tls files =
        new Settings.Tls(
            PEM.resolve("device.pem"), PEM.resolve("device.key"), PEM.resolve("stranger.pem"));
    Credentials wrong = Credentials.of(files, null, null);
    assertThat(send(Protocol.HTTP, targets(wrong, null))).isEqualTo(Answer.UNANSWERED);
    assertThat(send(Protocol.COAP, targets(wrong, null))).isEqualTo(Answer.UNANSWERED);
  }

  @Test
  void namesWhatIsWrongWithTheOptions() {
    Settings.Tls half = new Settings.Tls(PEM.resolve("device.pem"), null, CA);
    assertThatThrownBy(() -> Credentials.of(half, null, null))
        .hasMessage("--certificate and --key go together, but only one of them is given");
    Settings.Tls none = new Settings.Tls(null, null, null);
    assertThatThrownBy(() -> Credentials.of(none, "fleet", null))
        .hasMessage("--coap-identity and --coap-key go together, but only one of them is given");
    assertThatThrownBy(() -> Credentials.of(none, "fleet", "secret"))
        .hasMessage("--coap-key is written in hex, two digits for each byte");
    assertThatThrownBy(
            () -> Credentials.of(new Settings.Tls(null, null, Path.of("pom.xml")), null, null))
        .hasMessageContaining("--ca must be a PEM file with certificates, but is \"pom.xml\"");
    Targets bare = Targets.open(null, null, URI.create("coaps://localhost"));
    assertThatThrownBy(() -> Senders.of(Protocol.COAP, bare, 1))
        .hasMessageContaining("coaps needs --coap-identity and --coap-key, or --ca");
  }

  private void start(String auth) throws Exception {
    settings.put("tributary.kafka.brokers", kafka.brokers());
    settings.put("tributary.management.port", "");
    settings.put("tributary.mqtt.broker-url", "");
    settings.put("tributary.http.port", String.valueOf(http));
    settings.put("tributary.http.auth", auth);
    if (auth.equals("tokens")) {
      settings.put("tributary.http.tokens-file", file("tokens", "verify-* " + sha256(TOKEN)));
    } else {
      settings.put("tributary.http.tls.ca", CA.toString());
    }
    settings.put("tributary.coap.port", "");
    settings.put("tributary.coap.secure-port", String.valueOf(coaps));
    settings.put("tributary.coap.psk-file", file("psks", "fleet " + KEY + " verify-*"));
    settings.put("tributary.coap.tls.ca", CA.toString());
    for (String end : List.of("http", "coap")) {
      settings.put("tributary.%s.tls.certificate".formatted(end), pem("server.pem"));
      settings.put("tributary.%s.tls.key".formatted(end), pem("server.key"));
    }
    restart();
  }

  private void restart() throws Exception {
    gateway = World.gateway(settings, Path.of("routes"));
    gateway.start();
    await().atMost(PATIENCE).until(() -> gateway.health().ready().ready());
  }

  private static String pem(String name) {
    return PEM.resolve(name).toString();
  }

  private static String file(String name, String line) throws Exception {
    return Files.writeString(directory.resolve(name), line + "\n").toString();
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Credentials device() {
    return Credentials.of(
        new Settings.Tls(PEM.resolve("device.pem"), PEM.resolve("device.key"), CA), null, null);
  }

  private Targets targets(Credentials credentials, String token) {
    return new Targets(
        null,
        null,
        null,
        URI.create("https://localhost:" + http),
        token,
        URI.create("coaps://localhost:" + coaps),
        credentials);
  }

  private static void awaitMore(Verification verification) {
    long http = verification.stored(Protocol.HTTP);
    long coap = verification.stored(Protocol.COAP);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                verification.stored(Protocol.HTTP) > http + 20
                    && verification.stored(Protocol.COAP) > coap + 20);
  }

  private static Answer send(Protocol protocol, Targets targets) throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    try (Sender sender = Senders.of(protocol, targets, 1)) {
      sender.send(
          new Message(
              "dev-1",
              "devices/dev-1/telemetry",
              "application/json",
              "{\"temperature\":21}".getBytes(StandardCharsets.UTF_8)),
          answer::complete);
      return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
