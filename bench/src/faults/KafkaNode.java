package faults;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One node of a cluster of three, a process of its own so that it can be killed. Clients come in by
 * a relay, the nodes talk past it: {@code DIRECTORY CLUSTER_ID NODE INTERNAL EXTERNAL ADVERTISED
 * CONTROLLERS}.
 */
public final class KafkaNode {
  private KafkaNode() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int node = Integer.parseInt(arguments[2]);
    format(directory, arguments[1], node);
    KafkaRaftServer server =
        new KafkaRaftServer(
            new KafkaConfig(
                config(
                    directory,
                    node,
                    arguments[3],
                    arguments[4],
                    arguments[5],
                    List.of(arguments[6].split(",")))),
            Time.SYSTEM);
    server.startup();
    System.out.println("READY " + node);
    server.awaitShutdown();
  }

  private static Map<String, Object> config(
      Path directory,
      int node,
      String internal,
      String external,
      String advertised,
      List<String> controllers) {
    String at = "://127.0.0.1:";
    Map<String, Object> config = new HashMap<>();
    config.put("process.roles", "broker,controller");
    config.put("node.id", "" + node);
    config.put(
        "listeners",
        "INTERNAL"
            + at
            + internal
            + ",EXTERNAL"
            + at
            + external
            + ",CONTROLLER"
            + at
            + controllers.get(node));
    config.put("advertised.listeners", "INTERNAL" + at + internal + ",EXTERNAL" + at + advertised);
    config.put(
        "listener.security.protocol.map",
        "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
    config.put("controller.listener.names", "CONTROLLER");
    config.put("inter.broker.listener.name", "INTERNAL");
    config.put(
        "controller.quorum.voters",
        IntStream.range(0, controllers.size())
            .mapToObj(i -> i + "@127.0.0.1:" + controllers.get(i))
            .collect(Collectors.joining(",")));
    config.put("log.dirs", directory.toString());
    config.put("auto.create.topics.enable", "false");
    config.put("num.partitions", "3");
    config.put("default.replication.factor", "3");
    config.put("min.insync.replicas", "2");
    config.put("unclean.leader.election.enable", "false");
    config.put("offsets.topic.num.partitions", "1");
    config.put("offsets.topic.replication.factor", "3");
    config.put("transaction.state.log.num.partitions", "1");
    config.put("broker.session.timeout.ms", "3000");
    config.put("replica.lag.time.max.ms", "5000");
    config.put("log.cleaner.enable", "false");
    return config;
  }

  private static void format(Path directory, String cluster, int node) throws Exception {
    Files.createDirectories(directory);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    new Formatter()
        .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
        .setClusterId(cluster)
        .setNodeId(node)
        .addDirectory(directory.toString())
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setIgnoreFormatted(true)
        .run();
  }
}
