package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.config.Settings;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Variables;
import dev.tributary.dev.EmbeddedMqtt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttEndIT {
  @TempDir Path directory;

  @Test
  void handsOverWhatWasPublishedInOrder() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        MqttWorld world = MqttWorld.open(broker.url());
        Publisher device = new Publisher(broker.url(), "device")) {
      await().until(world.state()::ready);
      List<String> sent = IntStream.range(0, 500).mapToObj(String::valueOf).toList();
      for (String payload : sent) {
        device.publish("devices/a/telemetry", payload);
      }
      await().until(() -> world.route.seen.size() == 500);
      assertThat(world.route.bodies()).isEqualTo(sent);
      assertThat(world.route.seen.get(0).variables())
          .containsEntry(Variables.PROTOCOL, "mqtt")
          .containsEntry(Variables.DEVICE, "a")
          .containsEntry(Variables.ADDRESS, "devices/a/telemetry");
    }
  }

  @Test
  void servesTheEmbeddedBrokerToo() throws Exception {
    try (EmbeddedMqtt broker = EmbeddedMqtt.start(directory, 0);
        MqttWorld world = MqttWorld.open(broker.url());
        Publisher device = new Publisher(broker.url(), "device")) {
      await().until(world.state()::ready);
      device.publish("devices/a/telemetry/temperature", "1");
      await().until(() -> world.route.seen.size() == 1);
      assertThat(world.route.seen.get(0).variables()).containsEntry(Variables.KIND, "temperature");
    }
  }

  @Test
  void acknowledgesOnlyWhatIsStored() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        Publisher device = new Publisher(broker.url(), "device")) {
      try (MqttWorld world = MqttWorld.open(broker.url())) {
        await().until(world.state()::ready);
        world.route.holds();
        for (int i = 0; i < 5; i++) {
          device.publish("devices/a/telemetry", String.valueOf(i));
        }
        await().until(() -> world.route.seen.size() == 5);
        // 0 and 1 may be acknowledged; 3 may not, while 2 is open before it.
        world.route.seen.get(1).end(HeldRoute.STORED);
        world.route.seen.get(3).end(HeldRoute.STORED);
        world.route.seen.get(0).end(HeldRoute.STORED);
      }
      try (MqttWorld again = MqttWorld.open(broker.url())) {
        await().until(() -> again.route.seen.size() == 3);
        assertThat(again.route.bodies()).containsExactly("2", "3", "4");
      }
    }
  }

  @Test
  void asksAgainForWhatCouldNotBeStored() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        MqttWorld world = MqttWorld.open(broker.url());
        Publisher device = new Publisher(broker.url(), "device")) {
      await().until(world.state()::ready);
      world.route.verdict =
          message ->
              world.route.seen.size() == 2
                  ? Outcome.refused(Reason.UNAVAILABLE, "refused once", null)
                  : HeldRoute.STORED;
      for (int i = 0; i < 4; i++) {
        device.publish("devices/a/telemetry", String.valueOf(i));
      }
      await().until(() -> world.route.bodies().containsAll(List.of("1", "2", "3")));
      await().until(() -> world.route.seen.size() >= 5);
      assertThat(world.route.bodies()).startsWith("0", "1", "1").endsWith("2", "3");
      await().until(world.state()::ready);
    }
  }

  @Test
  void startsBeforeItsBrokerAndSaysSo() throws Exception {
    MosquittoBroker broker = MosquittoBroker.start(directory);
    broker.stop();
    try (broker;
        MqttWorld world = MqttWorld.open(broker.url())) {
      await().until(() -> world.state().why().contains("Connection refused"));
      assertThat(world.state().ready()).isFalse();
      broker.start();
      await().until(world.state()::ready);
      try (Publisher device = new Publisher(broker.url(), "device")) {
        device.publish("devices/a/telemetry", "1");
        await().until(() -> world.route.seen.size() == 1);
      }
    }
  }

  @Test
  void retreatsWhenAnotherClientTakesTheSession() throws Exception {
    try (EmbeddedMqtt broker = EmbeddedMqtt.start(directory, 0);
        MqttWorld world = MqttWorld.open(broker.url())) {
      await().until(world.state()::ready);
      try (Publisher other = new Publisher(broker.url(), "gateway")) {
        await().until(() -> !world.state().ready());
        assertThat(world.state().why())
            .contains("0x8E session taken over")
            .contains("tributary.mqtt.client-id");
        // Were it fighting back, this client would be thrown out within a second.
        await()
            .during(Duration.ofSeconds(2))
            .until(
                () -> {
                  other.publish("somewhere/else", "still here");
                  return true;
                });
      }
    }
  }

  @Test
  void carriesWhatMqtt5Carries() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        Publisher device = new Publisher(broker.url(), "device")) {
      MqttMessage message = new MqttMessage("21.5".getBytes(UTF_8), 1, true, new MqttProperties());
      message.getProperties().setContentType("text/plain");
      message
          .getProperties()
          .setUserProperties(
              List.of(
                  new UserProperty("site", "north"),
                  new UserProperty("no good name", "x"),
                  new UserProperty("message-id", "m-1"),
                  new UserProperty(
                      "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
      device.publish("devices/a/telemetry", message);
      try (MqttWorld world = MqttWorld.open(broker.url())) {
        await().until(() -> world.route.seen.size() == 1);
        assertThat(world.route.seen.get(0).variables())
            .containsEntry(Variables.CONTENT_TYPE, "text/plain")
            .containsEntry(Variables.MESSAGE_ID, "m-1")
            .containsEntry(Variables.RETAINED, true)
            .containsEntry(Variables.PROPERTIES, Map.of("site", "north"))
            .containsEntry(
                Variables.TRACEPARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
      }
    }
  }

  @Test
  void hearsNothingOfWhatExpiredWhileItWasAway() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        Publisher device = new Publisher(broker.url(), "device")) {
      try (MqttWorld world = MqttWorld.open(broker.url())) {
        await().until(world.state()::ready);
      }
      device.publish("devices/a/telemetry", expiring("gone", 1L));
      device.publish("devices/a/telemetry", expiring("in time", 3_600L));
      device.publish("devices/a/telemetry", expiring("for ever", null));
      await("a second passes").pollDelay(Duration.ofMillis(2_100)).until(() -> true);
      try (MqttWorld world = MqttWorld.open(broker.url())) {
        await().until(() -> world.route.bodies().contains("for ever"));
        assertThat(world.route.bodies()).containsExactly("in time", "for ever");
        assertThat(world.route.seen)
            .as("how long it had left is between the broker and us")
            .allSatisfy(
                message -> assertThat(message.variables()).doesNotContainKey(Variables.PROPERTIES));
      }
    }
  }

  private static MqttMessage expiring(String payload, Long seconds) {
    MqttProperties properties = new MqttProperties();
    properties.setMessageExpiryInterval(seconds);
    return new MqttMessage(payload.getBytes(UTF_8), 1, false, properties);
  }

  @Test
  void leavesRetainedMessagesOutWhenToldTo() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        Publisher device = new Publisher(broker.url(), "device")) {
      device.publish(
          "devices/a/telemetry",
          new MqttMessage("old".getBytes(UTF_8), 1, true, new MqttProperties()));
      try (MqttWorld world =
          MqttWorld.open(
              MqttWorld.settings(
                  broker.url(), 100, true, null, null, new Settings.Tls(null, null, null)))) {
        await().until(world.state()::ready);
        device.publish("devices/a/telemetry", "new");
        await().until(() -> !world.route.seen.isEmpty());
        assertThat(world.route.bodies()).containsExactly("new");
      }
    }
  }
}
