package dev.tributary.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.brokers.TcpRelay;
import dev.tributary.dev.EmbeddedMqtt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that the broker has taken is missing, whatever happens on the way to us. */
class MqttFaultsIT {
  private static final int DEVICES = 200;
  private static final int RATE = 2_000;
  private static final int BACKLOG = Integer.getInteger("tributary.test.mqtt-backlog", 200_000);

  @TempDir Path directory;
  private final SlowStore store = new SlowStore();

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void losesNothingWhenItsConnectionIsCut() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        TcpRelay relay = TcpRelay.to(broker.port());
        MqttWorld world = MqttWorld.open("tcp://127.0.0.1:" + relay.port(), store);
        Load load = new Load(broker.url(), DEVICES)) {
      await().until(world.state()::ready);
      for (int cut = 0; cut < 5; cut++) {
        load.publish(RATE, RATE);
        relay.cut();
      }
      load.settle();
      expectAll(load.acknowledged);
      assertThat(load.acknowledged).hasSize(5 * RATE);
      assertThat(relay.accepted()).isGreaterThan(3);
    }
  }

  /** Order is left out: this broker may swap neighbours when it sends again. */
  @Test
  void losesNothingAtTheEmbeddedBroker() throws Exception {
    Set<String> acknowledged = new HashSet<>();
    try (EmbeddedMqtt broker = EmbeddedMqtt.start(directory, 0);
        TcpRelay relay = TcpRelay.to(broker.port());
        MqttWorld world = MqttWorld.open("tcp://127.0.0.1:" + relay.port(), store)) {
      await().until(world.state()::ready);
      for (int restart = 0; restart < 2; restart++) {
        try (Load load = new Load(broker.url(), DEVICES)) {
          load.startAt(acknowledged.size());
          load.publish(RATE, RATE);
          relay.cut();
          load.publish(RATE / 2, RATE);
          load.settle();
          acknowledged.addAll(load.acknowledged);
        }
        broker.stop();
        broker.start();
      }
      expectStored(acknowledged);
      assertThat(acknowledged).hasSize(3 * RATE);
    }
  }

  @Test
  void losesNothingWhenItIsStoppedAndStartedAgain() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        Load load = new Load(broker.url(), DEVICES)) {
      for (int run = 0; run < 3; run++) {
        try (MqttWorld world = MqttWorld.open(broker.url(), store)) {
          await().until(world.state()::ready);
          load.publish(RATE, RATE);
        }
        load.publish(RATE / 2, RATE);
      }
      load.settle();
      try (MqttWorld world = MqttWorld.open(broker.url(), store)) {
        expectAll(load.acknowledged);
        assertThat(world.state().ready()).isTrue();
      }
      assertThat(store.repeated).as("a stop in good order repeats nothing").hasValue(0);
    }
  }

  @Test
  void storesInOrderWhatCameWhileTheStoreWasAway() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        TcpRelay relay = TcpRelay.to(broker.port());
        MqttWorld world = MqttWorld.open("tcp://127.0.0.1:" + relay.port(), store);
        Load load = new Load(broker.url(), DEVICES)) {
      await().until(world.state()::ready);
      load.publish(RATE, RATE);
      for (int outage = 0; outage < 2; outage++) {
        store.goAway();
        load.publish(RATE, RATE);
        world.available = false;
        relay.cut();
        load.publish(RATE, RATE);
        assertThat(store.waiting()).as("one window and no more").isLessThanOrEqualTo(1_000);
        world.available = true;
        store.comeBack();
      }
      load.settle();
      expectAll(load.acknowledged);
    }
  }

  @Test
  void losesNothingThatItsBrokerKeptOverAKill() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        MqttWorld world = MqttWorld.open(broker.url(), store)) {
      Set<String> acknowledged = new HashSet<>();
      for (int kill = 0; kill < 3; kill++) {
        await().atMost(Duration.ofSeconds(30)).until(world.state()::ready);
        try (Load load = new Load(broker.url(), DEVICES)) {
          load.startAt(acknowledged.size());
          store.goAway();
          load.publish(RATE * 2, RATE);
          load.settle();
          acknowledged.addAll(load.acknowledged);
        }
        broker.save();
        broker.kill();
        store.comeBack();
        broker.start();
      }
      expectAll(acknowledged);
      assertThat(acknowledged).hasSize(3 * 2 * RATE);
    }
  }

  @Test
  void servesOnWhenItsBrokerHasForgottenTheSession() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        MqttWorld world = MqttWorld.open(broker.url(), store)) {
      for (int number = 0; number < 3; number++) {
        await().atMost(Duration.ofSeconds(30)).until(world.state()::ready);
        store.goAway();
        try (Load load = new Load(broker.url(), 1)) {
          load.startAt(number * 10);
          load.publish(10, 0);
          load.settle();
          int expected = 10;
          await().until(() -> store.waiting() == expected);
          broker.kill();
          broker.forget();
          broker.start();
          // The old messages are settled now, on a connection and in a session that are gone.
          store.comeBack();
          int all = (number + 1) * 10;
          await().until(() -> store.stored.size() == all);
        }
      }
      assertThat(store.repeated).hasValue(0);
    }
  }

  @RepeatedTest(3)
  void drainsTheBacklogOfAResumedSession() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(directory);
        Load load = new Load(broker.url(), DEVICES)) {
      try (MqttWorld world = MqttWorld.open(broker.url(), store)) {
        await().until(world.state()::ready);
      }
      load.publish(BACKLOG, 0);
      load.settle();
      long start = System.nanoTime();
      try (MqttWorld world = MqttWorld.open(broker.url(), store)) {
        expectAll(load.acknowledged);
        System.getLogger("test")
            .log(
                System.Logger.Level.INFO,
                "drained {0} in {1} ms",
                BACKLOG,
                (System.nanoTime() - start) / 1_000_000);
        assertThat(world.state().ready()).isTrue();
      }
      assertThat(load.acknowledged).hasSize(BACKLOG);
    }
  }

  private void expectAll(Set<String> acknowledged) {
    expectStored(acknowledged);
    assertThat(store.outOfOrder).isEmpty();
  }

  private void expectStored(Set<String> acknowledged) {
    patiently()
        .untilAsserted(
            () -> {
              Set<String> missing = new HashSet<>(acknowledged);
              missing.removeAll(store.stored);
              assertThat(missing).hasSizeLessThan(1);
            });
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
  }
}
