package dev.tributary.publish;

import static dev.tributary.publish.KafkaReader.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.TcpRelay;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.FreePorts;
import dev.tributary.event.Outcome;
import dev.tributary.ingest.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

  @TempDir private static Path directory;

  @Test
  void nothingFollowsTheFirstRecordOnAPartitionBeforeKafkaHasIt() throws Exception {
    int port = FreePorts.one();
    try (TcpRelay network = TcpRelay.to(port);
        EmbeddedKafka kafka = behind(network, port)) {
      kafka.start();
      try (PublishWorld world = world(kafka)) {
        // on another partition, so that all that follows goes over a connection that is open
        assertThat(stored(send(world, "dev-1", 0))).isTrue();

        network.holdAnswers(true);
        CompletableFuture<Outcome> first = send(world, "dev-4", 1);
        CompletableFuture<Outcome> second = send(world, "dev-4", 2);
        await().atMost(SOON).until(() -> values(kafka).contains("1"));
        CompletableFuture<Outcome> third = send(world, "dev-4", 3);
        await().during(Duration.ofSeconds(1)).until(() -> values(kafka).equals(List.of("1")));
        network.holdAnswers(false);
        assertThat(stored(first) && stored(second) && stored(third)).isTrue();

        // and now they may be under way together
        network.holdAnswers(true);
        CompletableFuture<Outcome> fourth = send(world, "dev-4", 4);
        await().atMost(SOON).until(() -> values(kafka).contains("4"));
        CompletableFuture<Outcome> fifth = send(world, "dev-4", 5);
        await().atMost(SOON).until(() -> values(kafka).contains("5"));
        assertThat(fourth).isNotDone();
        network.holdAnswers(false);
        assertThat(stored(fourth) && stored(fifth)).isTrue();
      }
      assertThat(values(kafka)).containsExactly("1", "2", "3", "4", "5");
    }
  }

  /** What waits is handed over by another thread than what comes at that moment. */
  @Test
  void whatComesWhenTheFirstIsStoredDoesNotOvertakeWhatHasWaited() throws Exception {
    int port = FreePorts.one();
    try (TcpRelay network = TcpRelay.to(port);
        EmbeddedKafka kafka = behind(network, port)) {
      kafka.start();
      try (PublishWorld world = world(kafka)) {
        assertThat(stored(send(world, "dev-1", 0))).isTrue();
        network.holdAnswers(true);
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        for (int i = 1; i <= MANY; i++) {
          sent.add(send(world, "dev-4", i));
          if (i == MANY / 2) {
            network.holdAnswers(false);
          }
        }
        for (CompletableFuture<Outcome> each : sent) {
          assertThat(stored(each)).isTrue();
        }
      }
      assertThat(read(kafka.brokers(), MANY + 1, TOPIC))
          .filteredOn(record -> "dev-4".equals(record.key()))
          .extracting(OvertakenIT::value)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, MANY).mapToObj(String::valueOf).toList());
    }
  }

  private static EmbeddedKafka behind(TcpRelay network, int port) {
    return new EmbeddedKafka(
        directory.resolve("kafka-" + port),
        1,
        port,
        Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + network.port()));
  }

  private static PublishWorld world(EmbeddedKafka kafka) throws Exception {
    PublishWorld world =
        new PublishWorld(kafka.brokers(), Map.of("tributary.kafka.topic-prefix", "first"));
    await().atMost(SOON).until(() -> world.downstream().available());
    return world;
  }

  private static CompletableFuture<Outcome> send(PublishWorld world, String device, int value) {
    return world.send(Protocol.MQTT, device, "temperature=" + value);
  }

  private static boolean stored(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(SOON.toSeconds(), TimeUnit.SECONDS).isStored();
  }

  private static List<String> values(EmbeddedKafka kafka) {
    return read(kafka.brokers(), 1, TOPIC).stream()
        .filter(record -> "dev-4".equals(record.key()))
        .map(OvertakenIT::value)
        .toList();
  }

  private static String value(ConsumerRecord<String, String> record) {
    return record.value().replaceAll(".*\"value\":(\\d+).*", "$1");
  }
}
