package dev.tributary.replay;

import static dev.tributary.publish.KafkaReader.header;
import static dev.tributary.publish.KafkaReader.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.publish.PublishWorld;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayIT {
  @TempDir static Path directory;
  private static EmbeddedKafka kafka;

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final List<Arrival> arrivals = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(directory, 0);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void replayInOrderAsItArrivedAndOnlyOnce() throws Exception {
    keep("order", "!1", "!2", "!3").close();

    Replay.Summary first = replay("order", options(Set.of(), null, 100, 3), this::mended);

    assertThat(first.toString()).startsWith("3 published, 0 dead-lettered again");
    assertThat(arrivals).extracting(a -> text(a)).containsExactly("!1", "!2", "!3");
    assertThat(arrivals)
        .allSatisfy(
            arrival -> {
              assertThat(arrival.received()).isEqualTo(PublishWorld.RECEIVED);
              assertThat(arrival.messageId()).isEqualTo("m-1");
              assertThat(arrival.address().device()).isEqualTo("dev-1");
              assertThat(arrival.properties()).containsEntry("site", "north");
              assertThat(arrival.contentType()).isEqualTo("text/plain");
              assertThat(arrival.replayed()).isEqualTo(1);
            });
    Replay.Summary again = replay("order", options(Set.of(), null, 100, 3), this::mended);
    assertThat(again.toString()).startsWith("0 published");
  }

  @Test
  void goOnWhereItStopped() throws Exception {
    keep("resume", "!1", "!2", "!3").close();

    replay("resume", options(Set.of(), null, 2, 3), this::mended);
    Replay.Summary rest = replay("resume", options(Set.of(), null, 100, 3), this::mended);

    assertThat(rest.toString()).startsWith("1 published");
    assertThat(text(arrivals.get(2))).isEqualTo("!3");
  }

  @Test
  void goOnAfterCtrlC() throws Exception {
    keep("stopped", "!1", "!2", "!3", "!4").close();
    try (Replay replay = open("stopped", options(Set.of(), null, 100, 3))) {
      replay.run(
          (arrival, answer) -> {
            mended(arrival, answer);
            if (arrivals.size() == 2) {
              replay.stop();
            }
          },
          watcher());
    }
    assertThat(arrivals).hasSize(2);

    assertThat(replay("stopped", options(Set.of(), null, 100, 3), this::mended).toString())
        .startsWith("2 published");
    assertThat(arrivals).extracting(a -> text(a)).containsExactly("!1", "!2", "!3", "!4");
  }

  @Test
  void keepTheOrderOfEachOfSeveralDevicesAtARate() throws Exception {
    try (PublishWorld world = keep("devices")) {
      for (int number = 0; number < 30; number++) {
        Outcome kept =
            world.send(Protocol.MQTT, "dev-" + number % 5, "!" + number).get(30, TimeUnit.SECONDS);
        assertThat(kept.settled()).isTrue();
      }
    }
    long start = System.nanoTime();
    ReplayOptions slowly =
        new ReplayOptions("dead-letter", Set.of(), null, null, null, 100, 60, 3, null);
    assertThat(replay("devices", slowly, this::mended).toString()).startsWith("30 published");

    // The last of thirty is due after 29/60 s; a slow machine only adds to that.
    assertThat(System.nanoTime() - start).isGreaterThan(29 * 1_000_000_000L / 60);
    for (int device = 0; device < 5; device++) {
      String id = "dev-" + device;
      List<Integer> numbers =
          arrivals.stream()
              .filter(a -> a.address().device().equals(id))
              .map(a -> Integer.valueOf(text(a).substring(1)))
              .toList();
      assertThat(numbers).hasSize(6).isSorted();
    }
  }

  @Test
  void beginAgainWithWhatWasNotSettled() throws Exception {
    keep("unsettled", "!1").close();

    Replay.Summary failed =
        replay(
            "unsettled",
            options(Set.of(), null, 100, 3),
            (arrival, answer) ->
                answer.accept(Outcome.refused(Reason.UNAVAILABLE, "no Kafka", null)));
    Replay.Summary again = replay("unsettled", options(Set.of(), null, 100, 3), this::mended);

    assertThat(failed.isComplete()).isFalse();
    assertThat(again.toString()).startsWith("1 published");
  }

  @Test
  void takeOnlyWhatMatches() throws Exception {
    keep("match", "!1", "?").close();

    Replay.Summary internal =
        replay("match", options(Set.of(Reason.INTERNAL), "dev-*", 100, 3), this::mended);
    Replay.Summary other = replay("match", options(Set.of(), "other-*", 100, 3), this::mended);

    assertThat(internal.toString())
        .startsWith("1 published, 0 dead-lettered again, 1 not matching");
    assertThat(other.toString()).startsWith("0 published, 0 dead-lettered again, 2 not matching");
  }

  @Test
  void printWhatWouldGoAndSendNothing() throws Exception {
    keep("dry", "!1").close();
    try (Replay replay = open("dry", options(Set.of(), null, 100, 3))) {
      replay.dryRun(watcher());
    }

    assertThat(lines).singleElement().asString().contains("unreadable devices/dev-1/telemetry");
    assertThat(replay("dry", options(Set.of(), null, 100, 3), this::mended).toString())
        .startsWith("1 published");
  }

  @Test
  void leaveAloneWhatFailsAgainAndAgain() throws Exception {
    try (PublishWorld world = keep("worn", "!1")) {
      for (int i = 1; i <= 2; i++) {
        Replay.Summary summary = replay("worn", options(Set.of(), null, 100, 2), world::send);
        assertThat(summary.toString()).startsWith("0 published, 1 dead-lettered again");
      }
      assertThat(replay("worn", options(Set.of(), null, 100, 2), world::send).toString())
          .startsWith("0 published, 0 dead-lettered again, 0 not matching, 1 replayed too often");
      assertThat(read(kafka.brokers(), 3, "worn.dead-letter"))
          .extracting(record -> header(record, "tributary_replayed"))
          .containsExactly(null, "1", "2");
    }
  }

  @Test
  void replayWhatWasSelectedAndEachOnlyOnce() throws Exception {
    keep("selected", "!1", "!2", "!3", "!4").close();

    assertThat(select("selected", this::mended, 1, 3).toString()).startsWith("2 published");
    assertThat(arrivals).extracting(a -> text(a)).containsExactly("!2", "!4");
    assertThat(select("selected", this::mended, 0, 1, 3).toString()).startsWith("1 published");
    assertThat(arrivals).extracting(a -> text(a)).containsExactly("!2", "!4", "!1");
    assertThat(select("selected", this::mended, 0, 1, 3, 99).toString()).startsWith("0 published");
  }

  @Test
  void replayASelectionAgainThatWasNotSettled() throws Exception {
    keep("picked", "!1", "!2").close();

    Replay.Summary failed =
        select(
            "picked",
            (arrival, answer) ->
                answer.accept(Outcome.refused(Reason.UNAVAILABLE, "no Kafka", null)),
            0,
            1);
    Replay.Summary again = select("picked", this::mended, 0, 1);

    assertThat(failed.isComplete()).isFalse();
    assertThat(again.toString()).startsWith("2 published");
  }

  /** All are of one device, and so of one partition. */
  private Replay.Summary select(String prefix, Replay.Pipeline pipeline, long... offsets)
      throws Exception {
    int partition = read(kafka.brokers(), 1, prefix + ".dead-letter").get(0).partition();
    ReplaySelection selection = new ReplaySelection();
    for (long offset : offsets) {
      selection.add(partition, offset);
    }
    try (Replay replay =
        new Replay(
            PublishWorld.settings(kafka.brokers(), Map.of("tributary.kafka.topic-prefix", prefix)),
            options(Set.of(), null, 100, 3),
            selection)) {
      return replay.run(pipeline, watcher());
    }
  }

  private static String text(Arrival arrival) {
    return new String(arrival.payload(), StandardCharsets.UTF_8);
  }

  private void mended(Arrival arrival, java.util.function.Consumer<Outcome> answer) {
    arrivals.add(arrival);
    answer.accept(Outcome.stored(List.of()));
  }

  private static PublishWorld keep(String prefix, String... payloads) throws Exception {
    PublishWorld world =
        new PublishWorld(kafka.brokers(), Map.of("tributary.kafka.topic-prefix", prefix));
    await().atMost(Duration.ofSeconds(30)).until(() -> world.downstream().available());
    for (String payload : payloads) {
      Outcome kept = world.send(Protocol.MQTT, "dev-1", payload).get(30, TimeUnit.SECONDS);
      assertThat(kept.settled()).isTrue();
    }
    return world;
  }

  private Replay.Summary replay(String prefix, ReplayOptions options, Replay.Pipeline pipeline)
      throws Exception {
    try (Replay replay = open(prefix, options)) {
      return replay.run(pipeline, watcher());
    }
  }

  private static Replay open(String prefix, ReplayOptions options) {
    return new Replay(
        PublishWorld.settings(kafka.brokers(), Map.of("tributary.kafka.topic-prefix", prefix)),
        options);
  }

  private static ReplayOptions options(Set<Reason> reasons, String device, long limit, int most) {
    return new ReplayOptions("dead-letter", reasons, device, null, null, limit, 0, most, null);
  }

  private Replay.Watcher watcher() {
    return new Replay.Watcher() {
      @Override
      public void message(StoredMessage message) {
        lines.add(message.toString());
      }

      @Override
      public void progress(long read, long toRead) {
        assertThat(read).isLessThanOrEqualTo(toRead);
      }
    };
  }
}
