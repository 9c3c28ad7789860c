package faults;

import bench.Child;
import bench.Leftovers;
import bench.Mosquitto;
import bench.Relay;
import dev.tributary.dev.FreePorts;
import dev.tributary.simulate.Targets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Three Kafka nodes, mosquitto and a gateway, each a process, with relays on the ways between. */
final class World implements AutoCloseable {
  private static final int NODES = 3;

  final Path directory;
  final Path routes;
  final MqttTap tap = new MqttTap();
  final OwnClock clock;
  final Relay mqttRelay;
  final List<Relay> kafkaRelays = new ArrayList<>();
  private final Path jar;
  private final Child[] kafka = new Child[NODES];
  private final String cluster = Uuid.randomUuid().toString();
  private final int[] internal = ports();
  private final int[] external = ports();
  private final int[] controllers = ports();
  private final int mqttPort = FreePorts.one();
  private final int httpPort = FreePorts.one();
  private final int coapPort = FreePorts.one();
  private final int managementPort = FreePorts.one();
  private Child mosquitto;
  private Child gateway;
  private boolean logsForgotten;

  World(Path parent, Path jar, Path shippedRoutes) throws IOException {
    this.jar = jar;
    Files.createDirectories(parent);
    directory = Files.createTempDirectory(parent, "faults");
    routes = directory.resolve("routes");
    clock = new OwnClock(directory);
    copy(shippedRoutes, routes);
    for (int node = 0; node < NODES; node++) {
      kafkaRelays.add(new Relay(0, external[node], 0));
    }
    mqttRelay = new Relay(0, mqttPort, 0, tap);
    IntStream.range(0, NODES).forEach(this::launchKafka);
    IntStream.range(0, NODES).forEach(this::awaitKafka);
    createTopics();
    startMosquitto();
    startGateway();
  }

  String brokers() {
    return kafkaRelays.stream()
        .map(relay -> "127.0.0.1:" + relay.port())
        .collect(Collectors.joining(","));
  }

  /** Devices talk to the broker itself; only the gateway's way to it has a relay. */
  Targets targets() {
    return Targets.open(
        "tcp://127.0.0.1:" + mqttPort,
        URI.create("http://127.0.0.1:" + httpPort),
        URI.create("coap://127.0.0.1:" + coapPort));
  }

  void killKafka(int node) {
    kafka[node].kill();
  }

  void startKafka(int... nodes) {
    Arrays.stream(nodes).forEach(this::launchKafka);
    Arrays.stream(nodes).forEach(this::awaitKafka);
  }

  void killMosquitto() {
    mosquitto.kill();
  }

  void stopMosquitto() {
    mosquitto.close();
  }

  void startMosquitto() {
    mosquitto =
        Mosquitto.start(
            directory,
            mqttPort,
            "persistence true\npersistence_location "
                + directory
                + "/\nautosave_on_changes true\nautosave_interval 1\n");
  }

  void forgetSessions() throws IOException {
    Files.deleteIfExists(directory.resolve("mosquitto.db"));
  }

  void killGateway() {
    gateway.kill();
  }

  void stopGateway() {
    gateway.close();
  }

  void startGateway() {
    startGateway(Map.of());
  }

  /** It shows the time of the machine until it is stepped. */
  void startGatewayByOwnClock() {
    clock.step(0);
    startGateway(clock.environment());
  }

  private void startGateway(Map<String, String> environment) {
    List<String> command = Child.java(List.of("-Xmx512m", "-jar", jar.toString(), "run"));
    command.addAll(List.of("--routes", routes.toString()));
    command.addAll(List.of("--config", directory.resolve("application.properties").toString()));
    Map<String, String> settings =
        Map.of(
            "kafka.brokers",
            brokers(),
            "mqtt.broker-url",
            "tcp://127.0.0.1:" + mqttRelay.port(),
            "mqtt.client-id",
            "gateway",
            "http.host",
            "127.0.0.1",
            "http.port",
            "" + httpPort,
            "coap.host",
            "127.0.0.1",
            "coap.port",
            "" + coapPort,
            "management.port",
            "" + managementPort,
            "reload.enabled",
            "true");
    try {
      Files.writeString(directory.resolve("application.properties"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.forEach(
        (key, value) -> command.addAll(List.of("--set", "tributary." + key + "=" + value)));
    gateway = Child.start(directory, "gateway", command, environment);
    awaitReady();
  }

  void awaitReady() {
    gateway.await(this::ready, 120);
  }

  /** Returns once the gateway writes to it, which it learns of within a minute. */
  void addPartition() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
      int now =
          admin
              .describeTopics(List.of("iot.verify"))
              .allTopicNames()
              .get()
              .get("iot.verify")
              .partitions()
              .size();
      admin.createPartitions(Map.of("iot.verify", NewPartitions.increaseTo(now + 1))).all().get();
      Map<TopicPartition, OffsetSpec> end =
          Map.of(new TopicPartition("iot.verify", now), OffsetSpec.latest());
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
      while (admin.listOffsets(end).all().get().values().iterator().next().offset() == 0) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("nothing was written to the partition that was added");
        }
        LockSupport.parkNanos(200_000_000);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Stream.concat(Stream.of(gateway, mosquitto), Arrays.stream(kafka))
        .filter(child -> child != null && child.alive())
        .forEach(Child::kill);
    mqttRelay.close();
    kafkaRelays.forEach(Relay::close);
    if (logsForgotten) {
      IntStream.range(0, NODES).mapToObj(this::kafkaFolder).forEach(Leftovers::delete);
    }
  }

  /** Nobody will want to look at what Kafka has stored. */
  void forgetLogs() {
    logsForgotten = true;
  }

  /** How often the gateway of the moment has taken in changed routes. */
  long reloads() {
    return gateway.log().lines().filter(line -> line.contains(" Reloaded in ")).count();
  }

  /** Waits until it has done so once more. */
  void awaitReload(long before) {
    gateway.await(() -> reloads() > before, 30);
  }

  private Path kafkaFolder(int node) {
    return directory.resolve("kafka-" + node);
  }

  private boolean ready() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + managementPort + "/health/ready")
                  .toURL()
                  .openConnection();
      connection.setReadTimeout(2_000);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void launchKafka(int node) {
    List<String> command =
        Child.java(
            List.of("-Xmx384m", "-cp", System.getProperty("java.class.path")),
            "faults.KafkaNode",
            kafkaFolder(node).toString(),
            cluster,
            "" + node,
            "" + internal[node],
            "" + external[node],
            "" + kafkaRelays.get(node).port(),
            Arrays.stream(controllers).mapToObj(String::valueOf).collect(Collectors.joining(",")));
    kafka[node] = Child.start(directory, "kafka-" + node, command);
  }

  private void awaitKafka(int node) {
    kafka[node].await(() -> kafka[node].log().contains("READY"), 120);
  }

  private void createTopics() {
    try (Admin admin = Admin.create(new HashMap<>(Map.of("bootstrap.servers", brokers())))) {
      admin
          .createTopics(
              Stream.of("iot.verify", "iot.dead-letter", "iot.throttled")
                  .map(topic -> new NewTopic(topic, 3, (short) NODES))
                  .toList())
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int[] ports() {
    return FreePorts.take(NODES).stream().mapToInt(Integer::intValue).toArray();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
