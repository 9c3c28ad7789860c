package dev.tributary.publish;

import static dev.tributary.publish.KafkaReader.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.runtime.Gateway;
import dev.tributary.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes a topic under a gateway that runs. */
class MissingTopicIT {
  private static final String TOPIC = "iot.sensor.temperature";

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private EmbeddedKafka kafka;
  private Admin admin;

  @BeforeEach
  void startKafka() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()));
  }

  @AfterEach
  void stopKafka() {
    admin.close();
    kafka.close();
  }

  @Test
  void createItAgainWhereThatIsAllowed() throws Exception {
    try (Gateway gateway = gateway(true)) {
      expect(gateway, 204);
      admin.deleteTopics(List.of(TOPIC)).all().get();

      patiently()
          .until(
              () -> {
                int unused = post(gateway, "{\"temp\":20}");
                return admin.listTopics().names().get().contains(TOPIC);
              });
      expect(gateway, 204);
      assertThat(read(kafka.brokers(), 1, TOPIC)).isNotEmpty();
      assertThat(health(gateway)).doesNotContain(TOPIC);
    }
  }

  @Test
  void nameItInHealthAndRefuseWhatWouldGoThereUntilItIsBack() throws Exception {
    gateway(true).close();
    try (Gateway gateway = gateway(false)) {
      expect(gateway, 204);
      assertThat(health(gateway)).contains("status=ready").doesNotContain(TOPIC);

      admin.deleteTopics(List.of(TOPIC)).all().get();
      expect(gateway, 503);
      patiently()
          .untilAsserted(
              () ->
                  assertThat(health(gateway))
                      .contains("status=degraded")
                      .contains("no record can go to topic " + TOPIC));
      assertThat(post(gateway, "{\"humidity\":40}")).as("other topics").isEqualTo(204);

      admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
      patiently()
          .untilAsserted(
              () -> assertThat(health(gateway)).as("nothing was sent").doesNotContain(TOPIC));
      expect(gateway, 204);
      assertThat(read(kafka.brokers(), 1, TOPIC)).isNotEmpty();
    }
  }

  private Gateway gateway(boolean createTopics) throws Exception {
    Gateway gateway =
        World.gateway(
            Map.of(
                "tributary.kafka.brokers", kafka.brokers(),
                "tributary.kafka.create-topics", String.valueOf(createTopics),
                "tributary.mqtt.broker-url", "",
                "tributary.coap.port", "",
                "tributary.http.port", "0",
                "tributary.management.port", "0",
                "tributary.reload.enabled", "false"),
            Path.of("routes"));
    gateway.start();
    patiently().until(() -> gateway.health().ready().ready());
    return gateway;
  }

  private void expect(Gateway gateway, int status) {
    patiently().until(() -> post(gateway, "{\"temp\":20}"), answered -> answered == status);
  }

  private int post(Gateway gateway, String body) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + gateway.httpPort().getAsInt() + "/v1/devices/dev-1/telemetry");
    return http.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String health(Gateway gateway) {
    return gateway.health().ready().body().toString();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
  }
}
