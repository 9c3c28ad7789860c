package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe command-mqtt beside devices that answer, twice, late, for others or never. */
@TributaryTest(editable = true)
class CommandMqttIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;

  @TempDir private Path folder;

  CommandMqttIT(World world) {
    this.world = world;
  }

  @Test
  void eachCommandHasOneResultThatSaysWhatCameOfIt() throws Exception {
    world.createTopic("command", 1);
    try (MosquittoBroker broker = MosquittoBroker.start(folder);
        Device lamp = new Device(broker.url(), "lamp");
        Device thief = new Device(broker.url(), "thief")) {
      world.folder().save("command-mqtt.camel.yaml", recipe(broker.url()));
      world.reload();
      assertThat(world.reloadProblems()).isEmpty();

      send("lamp", "twice", "");
      send("nobody", "offline", "");
      send("lamp", "old", ",\"expires\":\"2026-01-01T00:00:00Z\"");
      send("lamp", "silent", "");
      send("lamp", "plain", "");
      send("lamp/command", "a", "");
      send("+", "b", "");
      send("#", "c", "");
      assertThat(of(results(5), "silent")).hasSize(1);
      lamp.answer("devices/lamp/command/result", "silent", "at last");
      lamp.answer("devices/lamp/command/result", "silent", "once more");
      List<JsonNode> results = results(6);
      assertThat(results)
          .extracting(result -> result.path("id").asText() + " " + result.path("state").asText())
          .containsExactlyInAnyOrder(
              "twice answered",
              "offline no-answer",
              "old expired",
              "silent no-answer",
              "plain answered",
              "silent answered");
      assertThat(of(results, "twice"))
          .singleElement()
          .satisfies(result -> assertThat(result.at("/answer/n").asInt()).isEqualTo(1));
      assertThat(of(results, "plain"))
          .singleElement()
          .satisfies(result -> assertThat(result.at("/answer/id").asText()).isEqualTo("plain"));
      assertThat(of(results, "silent"))
          .last()
          .extracting(one -> one.get("answer").asText())
          .isEqualTo("at last");
      assertThat(lamp.commands).containsExactly("twice", "silent", "plain");
      assertThat(thief.commands).isEmpty();
      assertThat(world.records("undelivered", 3))
          .hasSize(3)
          .allSatisfy(record -> assertThat(header(record)).isEqualTo("bad-command"));

      broker.save();
      broker.kill();
      send("lamp", "later", "");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  world
                      .management("/info")
                      .body()
                      .contains("route command-mqtt delivers nothing of"));
      broker.start();
      assertThat(of(results(7), "later")).hasSize(1);
      // the device and the route connect again in their own time
      AtomicInteger tries = new AtomicInteger();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                String id = "again-" + tries.incrementAndGet();
                send("lamp", id, "");
                return of(results(7 + tries.get()), id)
                    .get(0)
                    .path("state")
                    .asText()
                    .equals("answered");
              });
    }
  }

  /** The route with a broker of its own, and little patience. */
  private static String recipe(String url) throws Exception {
    return Files.readString(Path.of("recipes/command-mqtt/routes/command-mqtt.camel.yaml"))
        .replace("{{command-mqtt.timeout:5s}}", "1500ms")
        .replace("qos: 1,", "qos: 1, brokerUrl: \"" + url + "\",")
        .replaceAll("(\\n +)qos: 1\\n", "$1qos: 1$1brokerUrl: " + url + "\n");
  }

  private void send(String device, String id, String more) throws Exception {
    world.write(
        "command",
        device,
        """
                  {"id":"%s","device_id":"%s","command":"switch"%s}"""
            .formatted(id, device, more));
  }

  private List<JsonNode> results(int atLeast) throws Exception {
    List<JsonNode> results = new ArrayList<>();
    for (ConsumerRecord<String, String> record : world.records("command.result", atLeast)) {
      JsonNode result = JSON.readTree(record.value());
      assertThat(record.key()).isEqualTo(result.path("device_id").asText());
      results.add(result);
    }
    return results;
  }

  private static List<JsonNode> of(List<JsonNode> results, String id) {
    return results.stream().filter(result -> result.path("id").asText().equals(id)).toList();
  }

  private static String header(ConsumerRecord<String, String> record) {
    return new String(record.headers().lastHeader("tributary_reason").value(), UTF_8);
  }

  /** Gets its commands, and answers as their ids say. */
  private static final class Device implements AutoCloseable {
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final MqttAsyncClient client;

    Device(String url, String name) throws MqttException {
      client = new MqttAsyncClient(url, name, new MemoryPersistence());
      MqttConnectionOptions options = new MqttConnectionOptions();
      options.setAutomaticReconnect(true);
      options.setAutomaticReconnectDelay(1, 1);
      options.setCleanStart(false);
      options.setSessionExpiryInterval(3600L);
      client.connect(options).waitForCompletion();
      client
          .subscribe(
              new MqttSubscription[] {new MqttSubscription("devices/" + name + "/command", 1)},
              null,
              null,
              new IMqttMessageListener[] {(topic, message) -> command(message)},
              new MqttProperties())
          .waitForCompletion();
    }

    private void command(MqttMessage message) throws Exception {
      String id = JSON.readTree(message.getPayload()).path("id").asText();
      commands.add(id);
      MqttProperties asked = message.getProperties();
      assertThat(new String(asked.getCorrelationData(), UTF_8)).isEqualTo(id);
      switch (id) {
        case "silent" -> {
          // in place of it another device, and one with another id
          answer("devices/thief/command/result", id, "\"forged\"");
          answer(asked.getResponseTopic(), "no such id", "\"forged\"");
        }
        case "plain" -> answer(asked.getResponseTopic(), null, "{\"id\":\"plain\"}");
        default -> {
          answer(asked.getResponseTopic(), id, "{\"n\":1}");
          answer(asked.getResponseTopic(), id, "{\"n\":2}");
        }
      }
    }

    private void answer(String topic, String id, String text) throws MqttException {
      MqttMessage answer = new MqttMessage(text.getBytes(UTF_8));
      answer.setQos(1);
      MqttProperties properties = new MqttProperties();
      properties.setCorrelationData(id == null ? null : id.getBytes(UTF_8));
      answer.setProperties(properties);
      client.publish(topic, answer);
    }

    @Override
    public void close() throws MqttException {
      client.disconnectForcibly(0, 0, false);
      client.close(true);
    }
  }
}
