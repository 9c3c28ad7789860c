package dev.tributary.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OAUTHBEARER settings of docs/delivery.md, against a Kafka that checks the tokens. */
class KafkaTokenIT {
  private static final String MODULE =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";
  private static final String HANDLERS = "org.apache.kafka.common.security.oauthbearer.";

  @TempDir Path directory;
  private KeyPair known;
  private HttpServer login;
  private EmbeddedKafka kafka;
  private volatile KeyPair signing;
  private volatile String credentials;

  @BeforeEach
  void start() throws Exception {
    known = keys();
    signing = known;
    login = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    login.createContext("/token", this::issue);
    login.start();
    Path jwks =
        Files.writeString(directory.resolve("jwks.json"), jwks((RSAPublicKey) known.getPublic()));
    kafka =
        new EmbeddedKafka(
            directory.resolve("kafka"),
            1,
            0,
            Map.of(
                "listener.security.protocol.map",
                "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "OAUTHBEARER",
                "sasl.mechanism.inter.broker.protocol",
                "OAUTHBEARER",
                "listener.name.plaintext.oauthbearer.sasl.jaas.config",
                MODULE + ";",
                "listener.name.plaintext.oauthbearer.sasl.server.callback.handler.class",
                HANDLERS + "OAuthBearerValidatorCallbackHandler",
                "sasl.oauthbearer.jwks.endpoint.url",
                jwks.toUri().toString()));
    kafka.start();
  }

  @AfterEach
  void stop() {
    kafka.close();
    login.stop(0);
  }

  @Test
  void publishWithATokenOfTheLoginServer() throws Exception {
    try (PublishWorld world = world()) {
      await().atMost(Duration.ofSeconds(30)).until(() -> world.downstream().available());
      assertThat(
              world
                  .send(Protocol.HTTP, "dev-1", "temperature")
                  .get(30, TimeUnit.SECONDS)
                  .isStored())
          .isTrue();
    }
    assertThat(new String(Base64.getDecoder().decode(credentials), UTF_8))
        .isEqualTo("tributary:secret");
  }

  @Test
  void publishNothingWithATokenThatKafkaDoesNotTrust() throws Exception {
    signing = keys();
    try (PublishWorld world = world()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(world.downstream().why()).startsWith("Kafka rejects the client: "));
      assertThat(world.downstream().available()).isFalse();
    }
  }

  private PublishWorld world() throws Exception {
    return new PublishWorld(
        kafka.brokers(),
        Map.of(
            "kafka.security.protocol", "SASL_PLAINTEXT",
            "kafka.sasl.mechanism", "OAUTHBEARER",
            "kafka.sasl.login.callback.handler.class", HANDLERS + "OAuthBearerLoginCallbackHandler",
            "kafka.sasl.oauthbearer.token.endpoint.url",
                "http://127.0.0.1:" + login.getAddress().getPort() + "/token",
            "kafka.sasl.jaas.config", MODULE + " clientId=\"tributary\" clientSecret=\"secret\";"));
  }

  private void issue(HttpExchange exchange) throws IOException {
    credentials = exchange.getRequestHeaders().getFirst("Authorization").replaceFirst("Basic ", "");
    byte[] answer =
        "{\"access_token\":\"%s\",\"expires_in\":3600}".formatted(token()).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private String token() {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"sub\":\"tributary\",\"scope\":\"kafka\",\"iat\":%d,\"exp\":%d}"
            .formatted(now, now + 3_600);
    String signed =
        base64("{\"alg\":\"RS256\",\"kid\":\"k\"}".getBytes(UTF_8))
            + "."
            + base64(claims.getBytes(UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(signing.getPrivate());
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    return generator.generateKeyPair();
  }

  private static String jwks(RSAPublicKey key) {
    return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return base64(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
