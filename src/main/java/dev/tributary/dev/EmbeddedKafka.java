package dev.tributary.dev;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka in this process, reachable from this machine only: one or several nodes, each broker
 * and controller at once. A stopped node starts again on its port with its data.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Path CLUSTER_ID = Path.of("cluster-id");

  private final Path directory;
  private final List<Integer> brokerPorts;
  private final List<Integer> controllerPorts;
  private final Map<String, String> overrides;
  private final KafkaRaftServer[] nodes;
  private final String clusterId;

  /**
   * @param port of the first node, 0 for a free one; further nodes always take free ones
   * @param overrides broker properties that replace the ones chosen here
   */
  public EmbeddedKafka(Path directory, int nodes, int port, Map<String, String> overrides) {
    this.directory = directory.toAbsolutePath();
    this.overrides = Map.copyOf(overrides);
    this.nodes = new KafkaRaftServer[nodes];
    List<Integer> free = FreePorts.take(2 * nodes);
    this.controllerPorts = List.copyOf(free.subList(0, nodes));
    List<Integer> brokers = new ArrayList<>(free.subList(nodes, 2 * nodes));
    if (port != 0) {
      brokers.set(0, port);
    }
    this.brokerPorts = List.copyOf(brokers);
    this.clusterId = clusterId(this.directory);
  }

  /** Starts one node with nothing special; what dev mode and most tests want. */
  public static EmbeddedKafka start(Path directory, int port) {
    EmbeddedKafka kafka = new EmbeddedKafka(directory, 1, port, Map.of());
    kafka.start();
    return kafka;
  }

  /** The addresses of all nodes, as {@code bootstrap.servers} takes them. */
  public String brokers() {
    return brokerPorts.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
  }

  public int port(int node) {
    return brokerPorts.get(node);
  }

  /** Starts every node that does not run and waits until the cluster takes requests. */
  public void start() {
    List<Thread> starters = new ArrayList<>();
    for (int i = 0; i < nodes.length; i++) {
      int node = i;
      // A node comes up only once a majority of controllers does, so they start together.
      Thread starter = new Thread(() -> start(node), "kafka-start-" + node);
      starter.start();
      starters.add(starter);
    }
    starters.forEach(EmbeddedKafka::join);
    for (int i = 0; i < nodes.length; i++) {
      if (nodes[i] == null) {
        throw new IllegalStateException("Kafka node " + i + " did not start; its log says why");
      }
    }
  }

  public void start(int node) {
    if (nodes[node] != null) {
      return;
    }
    format(node);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config(node)), Time.SYSTEM);
    server.startup();
    nodes[node] = server;
  }

  /** Stops every node; the data stay. */
  public void stop() {
    for (int i = nodes.length - 1; i >= 0; i--) {
      stop(i);
    }
  }

  public void stop(int node) {
    KafkaRaftServer server = nodes[node];
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      nodes[node] = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  private Map<String, Object> config(int node) {
    int replicas = Math.min(nodes.length, 3);
    Map<String, Object> config = new HashMap<>();
    config.put("process.roles", "broker,controller");
    config.put("node.id", Integer.toString(node));
    config.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
            .formatted(HOST, brokerPorts.get(node), HOST, controllerPorts.get(node)));
    config.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + brokerPorts.get(node));
    config.put("controller.listener.names", "CONTROLLER");
    config.put("inter.broker.listener.name", "PLAINTEXT");
    config.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT");
    config.put(
        "controller.quorum.voters",
        IntStream.range(0, nodes.length)
            .mapToObj(i -> "%d@%s:%d".formatted(i, HOST, controllerPorts.get(i)))
            .collect(Collectors.joining(",")));
    config.put("log.dirs", data(node).toString());
    // Topics come from topics.yaml; a mistyped name must show, in dev as in production.
    config.put("auto.create.topics.enable", "false");
    config.put("num.partitions", "3");
    config.put("default.replication.factor", Integer.toString(replicas));
    config.put("min.insync.replicas", Integer.toString(Math.max(1, replicas - 1)));
    config.put("offsets.topic.num.partitions", "3");
    config.put("offsets.topic.replication.factor", Integer.toString(replicas));
    config.put("transaction.state.log.num.partitions", "3");
    config.put("transaction.state.log.replication.factor", Integer.toString(replicas));
    config.put("transaction.state.log.min.isr", "1");
    config.put("group.initial.rebalance.delay.ms", "0");
    // A process that was killed is forgotten soon, so that the next start is not refused for long.
    config.put("broker.session.timeout.ms", "6000");
    config.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    // With several nodes a stop is a failure to survive; and the last ones could not agree to
    // leave.
    config.put("controlled.shutdown.enable", Boolean.toString(nodes.length == 1));
    config.putAll(overrides);
    return config;
  }

  private Path data(int node) {
    return directory.resolve("node-" + node);
  }

  private void format(int node) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Formatter formatter =
        new Formatter()
            .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
            .setClusterId(clusterId)
            .setNodeId(node)
            .addDirectory(data(node).toString())
            .setMetadataLogDirectory(data(node).toString())
            .setControllerListenerName("CONTROLLER")
            .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
            .setIgnoreFormatted(true);
    try {
      Files.createDirectories(data(node));
      formatter.run();
    } catch (Exception e) {
      throw new IllegalStateException("Kafka cannot use " + data(node) + ": " + said, e);
    }
  }

  private static String clusterId(Path directory) {
    Path file = directory.resolve(CLUSTER_ID);
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      Files.createDirectories(directory);
      String id = Uuid.randomUuid().toString();
      Files.writeString(file, id + "\n");
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka cannot use " + directory, e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka was starting", e);
    }
  }
}
