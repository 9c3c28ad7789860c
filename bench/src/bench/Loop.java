package bench;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.OfflineListener;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.kafka.OutgoingSerializer;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.runtime.Gateway;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * What the gateway's own code costs for a message: it is handed to the MQTT end in memory, and what
 * would go to Kafka is acknowledged as soon as so many records wait. With no broker, no network and
 * no other process, it tells savings that a drain cannot. {@code SECONDS RECORDS}.
 */
public final class Loop {
  private static final int DEVICES = 1_000;
  private static final int PASS = 200_000;

  /** With those that are on their way to them, what the gateway has in flight at most. */
  private static final int MOST = 9_000;

  private static final long PAUSE_NANOS = 20_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final AtomicLong answered = new AtomicLong();
  private volatile Object wrong;

  private Loop() {}

  public static void main(String[] arguments) throws Exception {
    Path routes = Path.of("routes");
    Map<String, String> settings = new HashMap<>(Rehearsal.settings());
    settings.put("tributary.trace.enabled", "true");
    int most = Integer.parseInt(arguments[1]);
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException("from 1 to " + MOST + " records may wait, not " + most);
    }
    Waiting kafka = new Waiting(most);
    Gateway gateway =
        Gateway.offline(
            SettingsLoader.load(
                Mode.RUN, Path.of("bench/tributary.properties"), Map.of(), settings),
            Project.read(routes),
            kafka,
            camel -> {});
    gateway.start();
    while (!gateway.health().ready().ready()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    new Loop().run(gateway::send, Long.parseLong(arguments[0]), kafka.most);
    kafka.acknowledge();
    gateway.close();
    System.exit(0);
  }

  private void run(OfflineListener end, long seconds, int most) throws Exception {
    byte[] payload = Files.readAllBytes(Path.of("bench/payloads/one.json"));
    List<String> addresses =
        IntStream.range(0, DEVICES)
            .mapToObj(device -> "devices/" + MqttLoad.device(device) + "/telemetry")
            .toList();
    System.out.println("| messages | messages/s | routing, µs | after Kafka, µs | process, µs |");
    System.out.println("|--:|--:|--:|--:|--:|");
    long ends = System.nanoTime() + seconds * 1_000_000_000L;
    for (long sent = 0; System.nanoTime() < ends; ) {
      long start = System.nanoTime();
      long routing = threads.getCurrentThreadCpuTime();
      long after = afterKafka();
      long process = process();
      for (int i = 0; i < PASS; i++, sent++) {
        end.send(message(addresses.get(i % DEVICES), payload.clone())).whenComplete(this::heard);
        while (sent - answered.get() > DEVICES + most) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
      if (wrong != null) {
        throw new IllegalStateException("a message was not stored: " + wrong);
      }
      System.out.printf(
          "| %d | %.0f | %.1f | %.1f | %.1f |%n",
          sent,
          PASS / ((System.nanoTime() - start) / 1e9),
          micros(threads.getCurrentThreadCpuTime() - routing),
          micros(afterKafka() - after),
          micros(process() - process));
    }
  }

  private void heard(DeviceAnswer answer, Throwable failure) {
    if (failure != null || !answer.answers().equals(List.of(DeviceAnswer.STORED))) {
      wrong = failure == null ? answer : failure;
    }
    answered.incrementAndGet();
  }

  private static SampleMessage message(String address, byte[] payload) {
    return new SampleMessage(
        Protocol.MQTT, null, address, null, null, null, null, null, false, payload);
  }

  private static double micros(long nanos) {
    return nanos / 1_000.0 / PASS;
  }

  private long afterKafka() {
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().equals("acknowledgements"))
        .mapToLong(ThreadInfo::getThreadId)
        .map(threads::getThreadCpuTime)
        .sum();
  }

  private static long process() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** In place of Kafka. */
  private static final class Waiting extends MockProducer<Object, Object> {
    private static final RecordMetadata STORED =
        new RecordMetadata(new TopicPartition("any", 0), 0, 0, 0, 0, 0);

    private final OutgoingSerializer values = new OutgoingSerializer();
    private final Deque<Callback> callbacks = new ArrayDeque<>();
    private final int most;

    Waiting(int most) {
      super(false, new OutgoingSerializer(), new OutgoingSerializer());
      this.most = most;
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
      return List.of(new PartitionInfo(topic, 0, null, null, null));
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<Object, Object> sent, Callback callback) {
      values.serialize(sent.topic(), sent.value());
      callbacks.add(callback);
      if (callbacks.size() >= most) {
        acknowledge();
      }
      return CompletableFuture.completedFuture(STORED);
    }

    void acknowledge() {
      for (Callback callback = callbacks.poll(); callback != null; callback = callbacks.poll()) {
        callback.onCompletion(STORED, null);
      }
    }
  }
}
