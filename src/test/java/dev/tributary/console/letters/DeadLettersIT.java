package dev.tributary.console.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.config.Settings;
import dev.tributary.console.edit.Trial;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.publish.PublishWorld;
import dev.tributary.replay.Replay;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(OrderAnnotation.class)
class DeadLettersIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Settings settings;
  private static PublishWorld world;

  private final List<String> replayed = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void keepLetters() throws Exception {
    kafka = EmbeddedKafka.start(directory, 0);
    settings = PublishWorld.settings(kafka.brokers(), Map.of());
    world = new PublishWorld(kafka.brokers(), Map.of());
    await().atMost(SOON).until(() -> world.downstream().available());
    for (String payload : List.of("!1", "!{\"temp\":2}", "!3", "?4")) {
      Outcome kept = world.send(Protocol.MQTT, "dev-1", payload).get(30, TimeUnit.SECONDS);
      assertThat(kept.settled()).isTrue();
    }
  }

  @AfterAll
  static void stop() {
    world.close();
    kafka.close();
  }

  @Test
  @Order(1)
  void groupsWhatIsStoredAndShowsOne() {
    try (DeadLetters letters = letters(this::mended)) {
      DeadLetters.Overview overview = letters.read(null, null);

      assertThat(overview.stored()).isEqualTo(4);
      assertThat(overview.whole()).isTrue();
      assertThat(overview.groups())
          .extracting(group -> group.reason() + " " + group.template() + " " + group.count())
          .containsExactly(
              "unreadable devices/{device}/telemetry 3", "internal devices/{device}/telemetry 1");
      List<Letter> unreadable = letters.letters(overview.groups().get(0).id());
      assertThat(unreadable).extracting(Letter::preview).contains("![hidden]", "!3");
      LetterView one = letters.letter(at(unreadable, "![hidden]"));
      assertThat(one.text()).isEqualTo("![hidden]");
      assertThat(one.hex()).singleElement().asString().contains("secret");
      assertThat(one.tree()).isNull();
      LetterView other = letters.letter(at(unreadable, "!3"));
      assertThat(other.hex()).singleElement().asString().contains("21 33", "!3");
      assertThat(one.headers()).containsEntry("tributary_reason", "unreadable");
      assertThat(one.letter().device()).isEqualTo("dev-1");
      Trial.Sent sent = letters.sent(at(unreadable, "![hidden]"));
      assertThat(sent.message().address()).isEqualTo("devices/dev-1/telemetry");
      assertThat(sent.received()).isEqualTo(PublishWorld.RECEIVED);
    }
  }

  @Test
  @Order(2)
  void readsWhatCameInATimeRange() {
    try (DeadLetters letters = letters(this::mended)) {
      Instant then = PublishWorld.RECEIVED;
      assertThat(letters.read(then.minusSeconds(1), then.plusSeconds(1)).read()).isEqualTo(4);
      assertThat(letters.read(then.plusSeconds(1), null).read()).isZero();
      assertThat(letters.read(null, then.minusSeconds(1)).read()).isZero();
    }
  }

  @Test
  @Order(3)
  void refusesWhatIsNoPositionOrNoLongerThere() {
    try (DeadLetters letters = letters(this::mended)) {
      for (String position : List.of("", "x", "1", "-1:2", "0:99999999999999999999")) {
        assertThatThrownBy(() -> letters.letter(position))
            .isInstanceOfSatisfying(
                ConsoleFailure.class, e -> assertThat(e.status()).isEqualTo(400));
      }
      assertThatThrownBy(() -> letters.letter("999:0"))
          .isInstanceOfSatisfying(ConsoleFailure.class, e -> assertThat(e.status()).isEqualTo(404));
      assertThatThrownBy(() -> letters.replay(List.of(), 0)).hasMessageContaining("at least one");
      assertThatThrownBy(() -> letters.replay(List.of("0:1"), -1)).hasMessageContaining("rate");
    }
  }

  @Test
  @Order(4)
  void reportsWhatCouldNotBeStoredAndLetsItGoAgain() {
    try (DeadLetters letters =
        letters(
            (arrival, answer) ->
                answer.accept(Outcome.refused(Reason.UNAVAILABLE, "no Kafka", null)))) {
      letters.replay(all(letters, "unreadable"), 0);

      LetterReplay.State state = ended(letters);
      assertThat(state.complete()).isFalse();
      assertThat(state.result()).contains("not settled");
      assertThat(state.reasons()).containsKey("unavailable");
      assertThat(all(letters, "unreadable")).hasSize(3);
    }
  }

  @Test
  @Order(5)
  void replaysOneThenAllOfAGroupEachOnce() {
    try (DeadLetters letters = letters(this::mended)) {
      String group = letters.read(null, null).groups().get(0).id();
      String second = at(letters.letters(group), "!{\"temp\":2}");
      letters.replay(List.of(second), 0);
      assertThat(ended(letters).published()).isEqualTo(1);
      assertThat(replayed).containsExactly("!{\"temp\":2}");

      assertThat(all(letters, "unreadable")).hasSize(2);
      List<String> counted = new ArrayList<>();
      letters
          .source(letters.replayable(group))
          .each(sent -> counted.add(new String(sent.message().payload(), StandardCharsets.UTF_8)));
      assertThat(counted).containsExactly("!1", "!3");
      letters.replay(letters.replayable(group), 0);
      assertThat(ended(letters).published()).isEqualTo(2);
      assertThat(replayed).containsExactly("!{\"temp\":2}", "!1", "!3");
      assertThat(all(letters, "unreadable")).isEmpty();
    }
    try (DeadLetters another = letters(this::mended)) {
      another.read(null, null);
      assertThat(all(another, "unreadable")).isEmpty();
    }
  }

  @Test
  @Order(6)
  void saysThatKafkaIsGone() {
    try (DeadLetters letters = letters(this::mended)) {
      List<String> internal = all(letters, "internal");
      kafka.close();

      letters.replay(internal, 0);

      LetterReplay.State state = ended(letters);
      assertThat(state.complete()).isFalse();
      assertThat(state.result()).startsWith("Kafka does not answer");
      assertThatThrownBy(() -> letters.read(null, null)).isInstanceOf(RuntimeException.class);
      assertThat(letters.progress().reading()).isFalse();
    }
  }

  private static List<String> all(DeadLetters letters, String reason) {
    return letters.read(null, null).groups().stream()
        .filter(group -> group.reason().equals(reason))
        .flatMap(group -> letters.replayable(group.id()).stream())
        .toList();
  }

  private static String at(List<Letter> letters, String preview) {
    Letter one =
        letters.stream().filter(letter -> letter.preview().equals(preview)).findFirst().get();
    return one.partition() + ":" + one.offset();
  }

  private static LetterReplay.State ended(DeadLetters letters) {
    await().atMost(SOON).until(() -> letters.replayState().phase().equals("ended"));
    return letters.replayState();
  }

  private void mended(Arrival arrival, Consumer<Outcome> answer) {
    replayed.add(new String(arrival.payload(), StandardCharsets.UTF_8));
    answer.accept(Outcome.stored(List.of()));
  }

  private static DeadLetters letters(Replay.Pipeline pipeline) {
    return new DeadLetters(settings, () -> pipeline, text -> text.replace("1", "[hidden]"));
  }
}
