package dev.tributary.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.brokers.TcpRelay;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.simulate.Targets;
import dev.tributary.world.GatewayProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole gateway, a process of its own, between mosquitto and Kafka: 200 devices send 2,000
 * messages a second over MQTT and some more over HTTP and CoAP, while the gateway is killed and, in
 * turn, the others are killed or restarted. {@code -Dtributary.test.fault-rounds=50} is the long
 * run.
 */
@Tag("load")
class GatewayFaultsIT {
  private static final int DEVICES = 200;
  private static final int MQTT_RATE = 2_000;
  private static final int OTHER_RATE = 60;
  private static final int ROUNDS = Integer.getInteger("tributary.test.fault-rounds", 3);

  @TempDir private Path directory;
  private EmbeddedKafka kafka;
  private MosquittoBroker broker;
  private TcpRelay toDevices;
  private GatewayProcess gateway;
  private Verification mqtt;
  private Verification others;

  @BeforeEach
  void start() throws Exception {
    broker = MosquittoBroker.start(Files.createDirectory(directory.resolve("mqtt")));
    toDevices = TcpRelay.to(broker.port());
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    gateway = new GatewayProcess(directory, kafka.brokers(), broker.url());
    mqtt = verification(MQTT_RATE, DEVICES, Protocol.MQTT);
    others = verification(OTHER_RATE, 10, Protocol.HTTP, Protocol.COAP);
  }

  @AfterEach
  void stop() throws Exception {
    mqtt.close();
    others.close();
    gateway.close();
    kafka.close();
    toDevices.close();
    broker.close();
  }

  @Test
  void loseAndReorderNothingWhenAnythingIsKilled() throws Exception {
    CompletableFuture<Void> sending =
        CompletableFuture.allOf(
            CompletableFuture.runAsync(mqtt::send), CompletableFuture.runAsync(others::send));
    awaitMore();
    for (int round = 0; round < ROUNDS; round++) {
      gateway.killAndStart();
      awaitMore();
      switch (round % 3) {
        case 0 -> restartKafka();
        case 1 -> killBroker();
        default -> loseSessions();
      }
      awaitMore();
    }
    mqtt.stop();
    others.stop();
    sending.get(1, TimeUnit.MINUTES);
    expectAll(mqtt.settle());
    expectAll(others.settle());
  }

  private void restartKafka() {
    kafka.stop();
    kafka.start();
  }

  /** mosquitto keeps what it has saved; it is to forget nothing that it acknowledged. */
  private void killBroker() throws Exception {
    toDevices.silence(true);
    broker.save();
    broker.kill();
    broker.start();
    letDevicesSend();
  }

  /** What is in a session goes with it, through no fault of the gateway: nothing may be there. */
  private void loseSessions() throws Exception {
    toDevices.silence(true);
    patiently("all stored").until(() -> mqtt.missing() == 0);
    broker.stop();
    broker.forget();
    patiently("noticed").until(() -> !gateway.isReady("/mqtt"));
    broker.start();
    patiently("connected again").until(() -> gateway.isReady("/mqtt"));
    letDevicesSend();
  }

  private void letDevicesSend() {
    toDevices.cut();
    toDevices.silence(false);
  }

  /** A second's worth arrives, whatever has been broken. */
  private void awaitMore() {
    long before = mqtt.stored(Protocol.MQTT);
    patiently("more over MQTT").until(() -> mqtt.stored(Protocol.MQTT) >= before + MQTT_RATE);
  }

  private static void expectAll(Report report) {
    System.getLogger("test").log(System.Logger.Level.INFO, report.table());
    for (Report.Row row : report.protocols()) {
      assertThat(row.sent()).as(row.protocol()).isPositive();
      assertThat(row.lost()).as("%s lost %s", row.protocol(), report.examples()).isZero();
      assertThat(row.unanswered()).as(row.protocol() + " unanswered").isZero();
      assertThat(row.reordered()).as(row.protocol() + " reordered").isZero();
      assertThat(row.otherId()).as(row.protocol() + " under another id").isZero();
      assertThat(row.deadLettered()).as(row.protocol() + " dead letters").isZero();
    }
  }

  private Verification verification(double rate, int devices, Protocol... protocols) {
    return new Verification(
        new VerifyOptions(
            Targets.open("tcp://127.0.0.1:" + toDevices.port(), gateway.http(), gateway.coap()),
            Map.of("bootstrap.servers", kafka.brokers()),
            VerifyOptions.Topics.of("iot", "dead-letter"),
            List.of(protocols),
            devices,
            rate,
            0,
            Duration.ofHours(2),
            Duration.ofSeconds(30)));
  }

  private static ConditionFactory patiently(String what) {
    return await(what).atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(50));
  }
}
