package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe alert-mqtt and a broker that is killed: what fires is retained, in the end. */
@TributaryTest(editable = true)
class AlertMqttIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World world;

  @TempDir private Path folder;

  AlertMqttIT(World world) {
    this.world = world;
  }

  @Test
  void whatFiresIsRetainedAndWhatIsResolvedIsCleared() throws Exception {
    world.createTopic("alert", 2);
    try (MosquittoBroker broker = MosquittoBroker.start(folder)) {
      world
          .folder()
          .save(
              "alert-mqtt.camel.yaml",
              Files.readString(Path.of("recipes/alert-mqtt/routes/alert-mqtt.camel.yaml"))
                  .replace("# brokerUrl: \"tcp://<host>:1883\"", "brokerUrl: " + broker.url()));
      world.reload();
      assertThat(world.reloadProblems()).isEmpty();

      send("cellar", "a-1", "firing");
      send("attic", "b-1", "firing");
      send("a/b", "c-1", "firing");
      await().atMost(PATIENCE).until(() -> retained(broker).size() == 2);
      List<String> live;
      try (Subscriber subscriber = new Subscriber(broker.url())) {
        send("cellar", "a-1", "resolved");
        await().atMost(PATIENCE).until(() -> subscriber.received.size() == 4);
        live = subscriber.received.subList(2, 4);
      }
      assertThat(live.get(0)).startsWith("devices/cellar/alert {").contains("resolved");
      assertThat(live.get(1)).isEqualTo("devices/cellar/alert ");
      assertThat(retained(broker))
          .singleElement()
          .asString()
          .startsWith("devices/attic/alert {")
          .contains("b-1");

      broker.save();
      broker.kill();
      send("attic", "b-1", "resolved");
      send("cellar", "d-1", "firing");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  world
                      .management("/info")
                      .body()
                      .contains("route alert-mqtt delivers nothing of"));
      broker.start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(retained(broker))
                      .singleElement()
                      .asString()
                      .startsWith("devices/cellar/alert {")
                      .contains("d-1"));
    }
    assertThat(world.records("undelivered", 1))
        .singleElement()
        .satisfies(record -> assertThat(record.value()).contains("c-1"));
  }

  private void send(String device, String id, String state) throws Exception {
    world.write(
        "alert",
        device,
        """
                  {"id":"%s","alert":"humid","state":"%s","device_id":"%s"}"""
            .formatted(id, state, device));
  }

  /** What a client that connects now is sent at once. */
  private static List<String> retained(MosquittoBroker broker) throws MqttException {
    try (Subscriber subscriber = new Subscriber(broker.url())) {
      // what is retained comes before the end mark that is published behind it
      subscriber.client.publish("mark", new byte[0], 1, false);
      await().atMost(PATIENCE).until(() -> subscriber.received.contains("mark "));
      return subscriber.received.stream().filter(one -> !one.equals("mark ")).toList();
    }
  }

  /** Receives everything. */
  private static final class Subscriber implements AutoCloseable {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final MqttClient client;

    Subscriber(String url) throws MqttException {
      client = new MqttClient(url, "subscriber", new MemoryPersistence());
      client.connect();
      client.subscribe(
          new MqttSubscription[] {new MqttSubscription("#", 1)},
          new IMqttMessageListener[] {
            (topic, message) -> received.add(topic + " " + new String(message.getPayload(), UTF_8))
          });
    }

    @Override
    public void close() throws MqttException {
      client.disconnect();
      client.close();
    }
  }
}
