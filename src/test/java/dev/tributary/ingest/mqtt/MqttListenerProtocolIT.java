package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire, seen from the broker's side. */
class MqttListenerProtocolIT {
  private ScriptedBroker broker;

  @BeforeEach
  void startBroker() throws IOException {
    broker = ScriptedBroker.start();
  }

  @AfterEach
  void stopBroker() throws IOException {
    broker.close();
  }

  @Test
  void acknowledgesInTheOrderOfArrivalWhateverIsStoredFirst() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      ScriptedBroker.Client client = connected(0);
      world.route.holds();
      List<Integer> ids = new ArrayList<>(IntStream.rangeClosed(1, 50).boxed().toList());
      Collections.reverse(ids);
      for (int id : ids) {
        client.publish(id, "devices/a/telemetry", String.valueOf(id));
      }
      await().until(() -> world.route.seen.size() == 50);
      List<HeldRoute.Message> shuffled = new ArrayList<>(world.route.seen);
      Collections.shuffle(shuffled, new Random(1));
      HeldRoute.Message first = world.route.seen.get(0);
      shuffled.remove(first);
      shuffled.forEach(message -> message.end(HeldRoute.STORED));
      assertThat(client.acknowledged).isEmpty();
      first.end(HeldRoute.STORED);
      await().until(() -> client.acknowledged.size() == 50);
      assertThat(client.acknowledged).isEqualTo(ids);
    }
  }

  @Test
  void acknowledgesNothingOfAnEarlierConnection() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      world.route.holds();
      connected(0).publish(1, "devices/a/telemetry", "old");
      await().until(() -> world.route.seen.size() == 1);
      broker.client(0).cut();
      ScriptedBroker.Client second = connected(1);
      // The broker has lost the session: the same packet id now means another message.
      second.publish(1, "devices/a/telemetry", "new");
      await().until(() -> world.route.seen.size() == 2);
      world.route.seen.get(0).end(HeldRoute.STORED);
      await()
          .during(Duration.ofMillis(500))
          .until(() -> second.acknowledged.isEmpty() && broker.client(0).acknowledged.isEmpty());
      world.route.seen.get(1).end(HeldRoute.STORED);
      await().until(() -> second.acknowledged.equals(List.of(1)));
    }
  }

  @Test
  void acknowledgesWhatIsKeptInTheDeadLetters() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      world.route.verdict =
          message -> Outcome.kept(Reason.UNREADABLE, "no payload that we know", null);
      ScriptedBroker.Client client = connected(0);
      for (int id = 1; id <= 1_000; id++) {
        client.publish(id, "devices/a/telemetry", "poison");
      }
      await().until(() -> client.acknowledged.size() == 1_000);
    }
  }

  @Test
  void handsNothingOverWhileKafkaIsAwayHoweverOftenTheBrokerReconnects() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      world.route.holds();
      window(connected(0));
      await().until(() -> world.route.seen.size() == 100);
      world.available = false;
      for (int reconnect = 1; reconnect <= 4; reconnect++) {
        broker.client(reconnect - 1).cut();
        window(connected(reconnect));
      }
      await()
          .during(Duration.ofMillis(500))
          .until(() -> world.route.seen.size() == 100 && world.intake.inFlightMessages() == 100);
      world.available = true;
      await().until(() -> world.route.seen.size() == 200);
      assertThat(world.route.bodies().subList(100, 200))
          .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(String::valueOf).toList());
      world.route.seen.forEach(message -> message.end(HeldRoute.STORED));
      await().until(() -> broker.client(4).acknowledged.size() == 100);
    }
  }

  private static void window(ScriptedBroker.Client client) throws IOException {
    for (int id = 1; id <= 100; id++) {
      client.publish(id, "devices/a/telemetry", String.valueOf(id));
    }
  }

  @Test
  void holdsBackWhatHasNoRoomAndGoesOnWhenThereIs() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url(), 10)) {
      world.route.holds();
      window(connected(0));
      await().until(() -> world.route.seen.size() == 10);
      for (int next = 0; next < 100; next++) {
        int index = next;
        await().until(() -> world.route.seen.size() > index);
        assertThat(world.intake.inFlightMessages()).isLessThanOrEqualTo(10);
        world.route.seen.get(next).end(HeldRoute.STORED);
      }
      await().until(() -> broker.client(0).acknowledged.size() == 100);
      assertThat(broker.client(0).acknowledged)
          .isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
    }
  }

  @Test
  void readsOnAfterMoreBytesWaitedThanItHolds() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      ScriptedBroker.Client client = connected(0);
      world.available = false;
      String large = "x".repeat(MqttWorld.MAX_PAYLOAD);
      int messages = 40 * (int) (MqttWorld.IN_FLIGHT_BYTES / MqttWorld.MAX_PAYLOAD);
      Thread publishing =
          new Thread(
              () -> {
                for (int id = 1; id <= messages; id++) {
                  client.publishQuietly(id, "devices/a/telemetry", large);
                }
              },
              "publishing");
      publishing.start();
      // The writer stands still once the network between us is full.
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> publishing.isAlive() && world.route.seen.isEmpty());
      world.available = true;
      await().atMost(Duration.ofSeconds(30)).until(() -> client.acknowledged.size() == messages);
      assertThat(broker.clients).hasSize(1);
    }
  }

  @Test
  void leavesInTheNetworkWhatABrokerSendsBeyondTheReceiveMaximum() throws Exception {
    int messages = 20_000;
    // twice the receive maximum, and what the last read from the network brings along
    int most = 2 * 100 + 64 * 1024 / 25;
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      ScriptedBroker.Client client = connected(0);
      world.available = false;
      Thread publishing =
          new Thread(
              () -> {
                for (int id = 1; id <= messages; id++) {
                  client.publishQuietly(id, "devices/a/telemetry", "1");
                }
              },
              "publishing");
      publishing.start();
      await().until(() -> world.unacknowledged() > 2 * 100);
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> world.unacknowledged() <= most && world.route.seen.isEmpty());
      world.available = true;
      await().atMost(Duration.ofSeconds(60)).until(() -> client.acknowledged.size() == messages);
      assertThat(broker.clients).hasSize(1);
    }
  }

  @Test
  void takesATopicThatItsBrokerShouldHaveRefused() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      ScriptedBroker.Client client = connected(0);
      client.publish(1, "devices/a\u0001b/telemetry".getBytes(UTF_8), "1");
      client.publish(2, new byte[] {'d', (byte) 0xFF}, "2");
      await().until(() -> client.acknowledged.equals(List.of(1, 2)));
    }
  }

  @Test
  void outlivesAMessageThatIsLargerThanItsMemory() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      ScriptedBroker.Client client = connected(0);
      client.publishOfSize(1, "devices/a/telemetry", 250 << 20);
      client.publish(2, "devices/a/telemetry", "1");
      await().atMost(Duration.ofSeconds(60)).until(() -> client.acknowledged.equals(List.of(1, 2)));
      assertThat(broker.clients).hasSize(1);
      assertThat(world.route.bodies()).containsExactly("1");
    }
  }

  @Test
  void retreatsWhenItsSessionIsTakenOver() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      connected(0).disconnect(0x8E);
      await().until(() -> world.state().why().contains("0x8E session taken over"));
      assertThat(world.state().why()).contains("tributary.mqtt.client-id");
      await().during(Duration.ofSeconds(2)).until(() -> broker.clients.size() == 1);
    }
  }

  @Test
  void suspectsAnotherClientWhenTheBrokerClosesAgainAndAgainWithoutAReason() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      for (int number = 0; number < 3; number++) {
        connected(number).cut();
      }
      await().until(() -> world.state().why().contains("another client uses the id \"gateway\""));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // PUBLISH at QoS 2 of 1 to devices/a/telemetry
    "34 18 0013 646576696365732F612F74656C656D65747279 0001 00, QoS 2",
    // flags and a topic that PUBLISH cannot have, a type that is none
    "36 18 0013 646576696365732F612F74656C656D65747279 0001 00, cannot be read",
    "32 05 0001 2B 0001, cannot be read",
    "00 00, cannot be read",
  })
  void namesWhatItsBrokerDoesWrongHoweverOften(String hex, String cause) throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      for (int number = 0; number < 3; number++) {
        connected(number).raw(bytes(hex));
        await().until(() -> world.state().why().contains(cause));
      }
      assertThat(world.state().why())
          .contains("not connected to " + broker.url())
          .doesNotContain("another client");
      assertThat(world.route.seen).isEmpty();
      assertThat(broker.clients).allMatch(client -> client.acknowledged.isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20 03 00 00 00, a second CONNACK",
    "90 04 0001 00 01, a SUBACK",
    "90 04 0007 00 01, a SUBACK",
    "10 0F 0004 4D515454 05 02 0000 00 0002 6161, CONNECT",
    "C0 00, PINGREQ",
    "82 08 0001 00 0002 6161 01, SUBSCRIBE",
    "62 02 0001, PUBREL",
    "50 02 0001, PUBREC",
    "40 02 0001, PUBACK",
    "F0 02 18 00, AUTH",
    "32 08 0000 0001 03 23 0001, a topic alias",
  })
  void endsAConnectionOnWhichItsBrokerBreaksTheProtocol(String hex, String cause) throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      ScriptedBroker.Client client = connected(0);
      await().until(() -> world.state().ready());
      // what follows counts for nothing
      client.raw(bytes(hex + "32 19 0013 646576696365732F612F74656C656D65747279 0001 00 31"));
      await().until(() -> world.state().why().contains(cause));
      await().until(() -> client.disconnected != null);
      assertThat(client.disconnected).isIn(0x81, 0x82, 0x94);
      assertThat(world.route.seen).isEmpty();
      assertThat(client.acknowledged).isEmpty();
    }
  }

  @Test
  void takesNothingBeforeItIsConnected() throws Exception {
    broker.answers(0x32, 6, 0, 1, 'a', 0, 1, 0);
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      await().until(() -> world.state().why().contains("PUBLISH before its CONNACK"));
      assertThat(world.route.seen).isEmpty();
    }
  }

  @Test
  void keepsNoMoreOfALongTopicInItsLogThanALineHolds() throws Exception {
    broker.answers(0x20, 3, 0, 0, 0);
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      connected(0).publish(1, "+".repeat(60_000), "1");
      await().until(() -> world.state().why().contains("cannot be read"));
      assertThat(world.state().why()).hasSizeLessThan(500);
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void reportsASubscriptionThatTheBrokerRefusesAndServesTheOthers() throws Exception {
    broker.grants(1, 1, 1, 0x87, 1);
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      ScriptedBroker.Client client = connected(0);
      await().until(() -> world.state().why().contains("refused the subscription"));
      assertThat(world.state().ready()).isFalse();
      assertThat(world.state().why())
          .contains("\"gateways/+/telemetry\" (0x87 not authorized)")
          .doesNotContain("devices/+/status");
      client.publish(1, "devices/a/telemetry", "1");
      await().until(() -> client.acknowledged.equals(List.of(1)));
      broker.grants(1);
      await().until(world.state()::ready);
    }
  }

  @Test
  void asksForRetainedMessagesOnlyOnceAndResumesItsSession() throws Exception {
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      ScriptedBroker.Client client = connected(0);
      await().until(world.state()::ready);
      assertThat(client.connect[7] & 0x02).as("clean start").isZero();
      // Filter options: QoS 1, no "no local", not "as published", retain handling 1.
      assertThat(client.subscribeOptions).hasSize(5).containsOnly(0b0001_0001);
    }
  }

  @Test
  void saysThatItNeedsMqtt5() throws Exception {
    broker.answers(0x20, 2, 0, 1);
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      await().until(() -> world.state().why().contains("MQTT 5 is required"));
    }
  }

  @Test
  void saysWhyTheBrokerRefusedIt() throws Exception {
    broker.answers(0x20, 3, 0, 0x86, 0);
    try (MqttWorld world = MqttWorld.open(broker.url())) {
      await().until(() -> world.state().why().contains("0x86 bad user name or password"));
      assertThat(world.state().ready()).isFalse();
    }
  }

  private ScriptedBroker.Client connected(int number) {
    await().until(() -> broker.clients.size() > number && broker.client(number).subscribed);
    return broker.client(number);
  }
}
