package dev.tributary.publish;

import static dev.tributary.publish.KafkaReader.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.TcpRelay;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that does not know a client yet takes whatever number it begins with on a partition. So
 * when it turned the first request down for the moment while the second was under way, the second
 * was stored, and the first was out of order for good (KAFKA-14359, KAFKA-15591): after a failure
 * of all brokers the gateway stood still for a minute, and might have changed the order of a
 * device.
 */
class OvertakenIT {
  private static final String TOPIC = "first.sensor.temperature";
  private static final int MANY = 6_000;
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private TcpRelay network;
  private EmbeddedKafka kafka;
  private PublishWorld world;

  @BeforeEach
  void open() throws Exception {
    int port = FreePorts.one();
    network = TcpRelay.to(port);
    String behind = "PLAINTEXT://127.0.0.1:" + network.port();
    kafka = new EmbeddedKafka(directory, 1, port, Map.of("advertised.listeners", behind));
    kafka.start();
    world = new PublishWorld(kafka.brokers(), Map.of("tributary.kafka.topic-prefix", "first"));
    await().atMost(SOON).until(() -> world.downstream().available());
    // on another partition, so that all that follows goes over a connection that is open
    assertThat(stored(send("dev-1", 0))).isTrue();
  }

  @AfterEach
  void close() throws IOException {
    world.close();
    kafka.close();
    network.close();
  }

  @Test
  void nothingFollowsTheFirstRecordOnAPartitionBeforeKafkaHasIt() throws Exception {
    network.holdAnswers(true);
    CompletableFuture<Outcome> first = send("dev-4", 1);
    CompletableFuture<Outcome> second = send("dev-4", 2);
    await().atMost(SOON).until(() -> values(2).contains("1"));
    CompletableFuture<Outcome> third = send("dev-4", 3);
    await().during(Duration.ofSeconds(1)).until(() -> values(2).equals(List.of("1")));
    network.holdAnswers(false);
    assertThat(stored(first) && stored(second) && stored(third)).isTrue();

    // and now they may be under way together
    network.holdAnswers(true);
    CompletableFuture<Outcome> fourth = send("dev-4", 4);
    await().atMost(SOON).until(() -> values(4).contains("4"));
    CompletableFuture<Outcome> fifth = send("dev-4", 5);
    await().atMost(SOON).until(() -> values(4).contains("5"));
    assertThat(fourth).isNotDone();
    network.holdAnswers(false);
    assertThat(stored(fourth) && stored(fifth)).isTrue();
    assertThat(values(6)).containsExactly("1", "2", "3", "4", "5");
  }

  /** What waits is handed over by another thread than what comes at that moment. */
  @Test
  void whatComesWhenTheFirstIsStoredDoesNotOvertakeWhatHasWaited() throws Exception {
    network.holdAnswers(true);
    List<CompletableFuture<Outcome>> sent = new ArrayList<>();
    for (int i = 1; i <= MANY; i++) {
      sent.add(send("dev-4", i));
      if (i == MANY / 2) {
        network.holdAnswers(false);
      }
    }
    for (CompletableFuture<Outcome> each : sent) {
      assertThat(stored(each)).isTrue();
    }
    assertThat(values(MANY + 1))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, MANY).mapToObj(String::valueOf).toList());
  }

  private CompletableFuture<Outcome> send(String device, int value) {
    return world.send(Protocol.MQTT, device, "temperature=" + value);
  }

  private static boolean stored(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(SOON.toSeconds(), TimeUnit.SECONDS).isStored();
  }

  /** What Kafka holds of the device, once it holds at least so many records of both. */
  private List<String> values(int atLeast) {
    return read(kafka.brokers(), atLeast, TOPIC).stream()
        .filter(record -> "dev-4".equals(record.key()))
        .map(record -> record.value().replaceAll(".*\"value\":(\\d+).*", "$1"))
        .toList();
  }
}
