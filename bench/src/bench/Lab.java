package bench;

import dev.tributary.dev.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The brokers of a run, each a process of its own, and what can be asked of them. */
final class Lab implements AutoCloseable {
  static final int PARTITIONS = 4;
  private static final String HEAP = "-Xmx1g";
  private static final String KAFKA = "kafka";

  /** Seldom enough to cost next to nothing of what is measured. */
  private static final long POLL_NANOS = 50_000_000;

  final Path directory;
  final int mqttPort = FreePorts.one();
  final String brokers;
  private final List<Child> children = new ArrayList<>();
  private Child mosquitto;
  private boolean logsForgotten;
  private final Admin admin;

  Lab(Path parent, int delayMillis, Set<String> topics) {
    try {
      directory = Files.createTempDirectory(parent, "run");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int kafkaPort = FreePorts.one();
    int port = delayMillis == 0 ? kafkaPort : FreePorts.one();
    mosquitto = Mosquitto.start(directory, mqttPort, "");
    jvm(KAFKA, "bench.KafkaProcess", directory.resolve(KAFKA), kafkaPort, port);
    if (delayMillis > 0) {
      jvm("relay", "bench.Relay", port, kafkaPort, delayMillis);
    }
    brokers = "127.0.0.1:" + port;
    admin = Admin.create(new HashMap<>(Map.of("bootstrap.servers", brokers)));
    get(
        admin
            .createTopics(
                topics.stream().map(topic -> new NewTopic(topic, PARTITIONS, (short) 1)).toList())
            .all());
  }

  /**
   * A new MQTT broker in place of the old: it would keep for every bridge that is not there what is
   * meant for the others.
   */
  void forgetSessions() {
    mosquitto.close();
    mosquitto = Mosquitto.start(directory, mqttPort, "");
  }

  /** Everything but the bridge, this process too. */
  void pin() {
    processes().forEach(Pinned::toTheSecondCore);
  }

  void unpin() {
    processes().forEach(Pinned::toAllCores);
  }

  private LongStream processes() {
    return LongStream.concat(
        LongStream.of(ProcessHandle.current().pid(), mosquitto.pid()),
        children.stream().mapToLong(Child::pid));
  }

  /** How many records these topics hold. */
  long count(Set<String> topics) {
    Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
    for (String topic : topics) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        ask.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    return get(admin.listOffsets(ask).all()).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** How many bytes they take on disk. */
  long bytes(Set<String> topics) {
    return get(admin.describeLogDirs(List.of(0)).allDescriptions()).get(0).values().stream()
        .flatMap(log -> log.replicaInfos().entrySet().stream())
        .filter(replica -> topics.contains(replica.getKey().topic()))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  /** Waits until the topics hold as many, and returns when that was. */
  long await(Set<String> topics, long count, Child bridge) {
    long deadline = System.nanoTime() + 600_000_000_000L;
    long seen = count(topics);
    while (seen < count) {
      if (System.nanoTime() > deadline || !bridge.alive()) {
        throw new IllegalStateException(
            "%d of %d records are there; the bridge said:%n%s"
                .formatted(seen, count, bridge.log()));
      }
      LockSupport.parkNanos(POLL_NANOS);
      seen = count(topics);
    }
    return System.nanoTime();
  }

  @Override
  public void close() {
    admin.close();
    mosquitto.close();
    children.forEach(Child::close);
    if (logsForgotten) {
      Leftovers.delete(directory.resolve(KAFKA));
    }
  }

  /** Nobody will want to look at what Kafka has stored. */
  void forgetLogs() {
    logsForgotten = true;
  }

  private void jvm(String name, String main, Object... arguments) {
    List<String> command =
        Child.java(List.of(HEAP, "-cp", System.getProperty("java.class.path")), main);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Child child = Child.start(directory, name, command);
    child.await(() -> child.log().contains("READY"), 60);
    children.add(child);
  }

  static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
