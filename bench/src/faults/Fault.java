package faults;

import bench.Relay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One thing that breaks, and how it comes back. */
enum Fault {
  NOTHING("nothing", (world, random, patience) -> {}),
  GATEWAY_KILLED(
      "gateway killed -9",
      (world, random, patience) -> {
        world.killGateway();
        world.startGateway();
      }),
  GATEWAY_STOPPED(
      "gateway stopped politely",
      (world, random, patience) -> {
        world.stopGateway();
        world.startGateway();
      }),
  MQTT_KILLED(
      "MQTT broker killed -9",
      (world, random, patience) -> {
        world.killMosquitto();
        pause(random.nextInt(500, 3_000));
        world.startMosquitto();
      }),
  SESSIONS_LOST(
      "MQTT broker loses its sessions",
      (world, random, patience) -> {
        world.stopMosquitto();
        world.forgetSessions();
        world.startMosquitto();
      }),
  KAFKA_NODE_KILLED(
      "one of three Kafka brokers killed -9",
      (world, random, patience) -> {
        int node = random.nextInt(3);
        world.killKafka(node);
        pause(random.nextInt(2_000, 6_000));
        world.startKafka(node);
      }),
  KAFKA_CUT(
      "network to Kafka cut",
      (world, random, patience) -> {
        world.kafkaRelays.forEach(Relay::cut);
        pause(random.nextInt(500, 4_000));
        world.kafkaRelays.forEach(Relay::mend);
      }),
  KAFKA_SILENT(
      "network to Kafka silent",
      (world, random, patience) -> {
        world.kafkaRelays.forEach(Relay::hold);
        pause(random.nextInt(2_000, 8_000));
        world.kafkaRelays.forEach(Relay::mend);
      }),
  KAFKA_SLOW(
      "Kafka 300 ms slower",
      (world, random, patience) -> {
        world.kafkaRelays.forEach(relay -> relay.delay(300));
        pause(4_000);
        world.kafkaRelays.forEach(relay -> relay.delay(0));
      }),
  MQTT_CUT(
      "network to the MQTT broker cut",
      (world, random, patience) -> {
        for (int i = 0; i < 3; i++) {
          world.mqttRelay.cut();
          pause(random.nextInt(50, 1_000));
          world.mqttRelay.mend();
          pause(random.nextInt(50, 1_500));
        }
      }),
  RELOADS(
      "hot reloads",
      (world, random, patience) -> {
        for (int i = 0; i < 5; i++) {
          long before = world.reloads();
          touch(world.routes.resolve("route.camel.yaml"), i);
          touch(world.routes.resolve("normalize.camel.yaml"), i);
          pause(random.nextInt(500, 1_500));
          world.awaitReload(before);
        }
      }),
  PARTITION_ADDED("partition added", (world, random, patience) -> world.addPartition()),
  CLOCK_STEPPED(
      "the gateway's clock an hour forth and back",
      (world, random, patience) -> {
        world.stopGateway();
        world.startGatewayByOwnClock();
        for (long seconds : new long[] {3_600, -3_600, 0}) {
          world.clock.step(seconds);
          pause(random.nextInt(3_000, 5_000));
        }
        // Under the library a JVM's threads no longer wait, but spin, once its clock was stepped.
        world.stopGateway();
        world.startGateway();
      }),
  KAFKA_GONE(
      "all of Kafka gone",
      (world, random, patience) -> {
        for (int node = 0; node < 3; node++) {
          world.killKafka(node);
        }
        pause(patience);
        world.startKafka(0, 1, 2);
      });

  /** Does it; returns when everything is back that was taken away. */
  interface Work {
    void in(World world, SplittableRandom random, long goneMillis) throws IOException;
  }

  private final String text;
  private final transient Work work;

  Fault(String text, Work work) {
    this.text = text;
    this.work = work;
  }

  void strike(World world, SplittableRandom random, long goneMillis) throws IOException {
    work.in(world, random, goneMillis);
  }

  /** Whether this machine has what it takes. */
  boolean isPossible() {
    return this != CLOCK_STEPPED || OwnClock.isPossible();
  }

  /** Whether the broker may lose by itself what it acknowledged to a device. */
  boolean harmsMqttBroker() {
    return this == MQTT_KILLED || this == SESSIONS_LOST;
  }

  /** Whether devices keep their partition, and with it their order. */
  boolean keepsOrder() {
    return this != PARTITION_ADDED;
  }

  @Override
  public String toString() {
    return text;
  }

  /** A comment would change nothing that runs. */
  private static void touch(Path route, int turn) throws IOException {
    Files.writeString(
        route,
        Files.readString(route)
            .replaceFirst("( +description: )(Turn \\d+\\. )?", "$1Turn " + turn + ". "));
  }

  private static void pause(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
