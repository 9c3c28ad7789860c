package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final Outcome STORED = Outcome.stored(List.of());

  private final List<Integer> acknowledged = new ArrayList<>();
  private final List<String> handedOver = new ArrayList<>();
  private final List<Consumer<Outcome>> answers = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private final List<Boolean> reading = new ArrayList<>();
  private int room = Integer.MAX_VALUE;
  private int askedAgain;
  private final Inbox inbox =
      new Inbox(new AckQueue(acknowledged::add), 3, 10, Runnable::run, new Recorder());

  private class Recorder implements Inbox.Owner {
    @Override
    public void read(boolean allowed) {
      reading.add(allowed);
    }

    @Override
    public boolean hasRoom(int bytes) {
      return room > 0;
    }

    @Override
    public void accept(Arrival arrival, Consumer<Outcome> answer) {
      room--;
      handedOver.add(text(arrival));
      answers.add(answer);
    }

    @Override
    public void dropped(Arrival arrival) {
      dropped.add(text(arrival));
    }

    @Override
    public void unsettled() {
      askedAgain++;
    }
  }

  @Test
  void handsOverInOrderAndAcknowledgesWhatIsSettled() {
    inbox.arrived(arrival("a"), 1);
    inbox.arrived(arrival("b"), 2);
    assertThat(handedOver).containsExactly("a", "b");
    answers.get(0).accept(STORED);
    answers.get(1).accept(Outcome.kept(Reason.UNREADABLE, "kept", null));
    assertThat(acknowledged).containsExactly(1, 2);
  }

  @Test
  void holdsBackWithoutRoomAndGoesOnInOrder() {
    room = 1;
    inbox.arrived(arrival("a"), 1);
    inbox.arrived(arrival("b"), 2);
    inbox.arrived(arrival("c"), 3);
    assertThat(handedOver).containsExactly("a");
    room = 1;
    answers.get(0).accept(STORED);
    assertThat(handedOver).containsExactly("a", "b");
    room = 1;
    inbox.resume();
    assertThat(handedOver).containsExactly("a", "b", "c");
  }

  @Test
  void asksAgainOnceAndHandsOverNothingMore() {
    inbox.arrived(arrival("a"), 1);
    inbox.arrived(arrival("b"), 2);
    answers.get(0).accept(Outcome.refused(Reason.UNAVAILABLE, "away", null));
    answers.get(1).accept(Outcome.refused(Reason.UNAVAILABLE, "away", null));
    inbox.arrived(arrival("c"), 3);
    assertThat(askedAgain).isEqualTo(1);
    assertThat(handedOver).containsExactly("a", "b");
    assertThat(acknowledged).isEmpty();
  }

  @Test
  void acknowledgesOnlyWhatCameBeforeTheMessageItAsksForAgain() {
    inbox.arrived(arrival("a"), 1);
    inbox.arrived(arrival("b"), 2);
    inbox.arrived(arrival("c"), 3);
    answers.get(1).accept(Outcome.refused(Reason.UNAVAILABLE, "away", null));
    answers.get(2).accept(STORED);
    answers.get(0).accept(STORED);
    assertThat(acknowledged).containsExactly(1);
  }

  @Test
  void dropsWhatNeedsNoAcknowledgementWhenTooManyWait() {
    room = 0;
    inbox.arrived(arrival("a"));
    inbox.arrived(arrival("b"));
    inbox.arrived(arrival("c"));
    inbox.arrived(arrival("d"));
    assertThat(dropped).containsExactly("d");
    room = 2;
    inbox.resume();
    assertThat(handedOver).containsExactly("a", "b");
    answers.get(0).accept(Outcome.refused(Reason.UNAVAILABLE, "away", null));
    assertThat(askedAgain).isZero();
  }

  @Test
  void handsOverOneWindowAndNoMoreWhateverTheBrokerSends() {
    for (int i = 1; i <= 5; i++) {
      inbox.arrived(arrival("m" + i), i);
    }
    assertThat(handedOver).containsExactly("m1", "m2", "m3");
    answers.get(1).accept(STORED);
    assertThat(handedOver).containsExactly("m1", "m2", "m3", "m4");
    assertThat(acknowledged).isEmpty();
  }

  @Test
  void stopsReadingWhileTooManyBytesWait() {
    room = 0;
    inbox.arrived(arrival("0123456789"), 1);
    assertThat(reading).isEmpty();
    inbox.arrived(arrival("0123"), 2);
    inbox.arrived(arrival("0"), 3);
    assertThat(reading).containsExactly(false);
    room = 1;
    inbox.resume();
    assertThat(handedOver).hasSize(1);
    assertThat(reading).containsExactly(false, true);
  }

  @Test
  void stopsReadingWhileABrokerSendsMoreThanItMay() {
    room = 0;
    for (int i = 1; i <= 6; i++) {
      inbox.arrived(arrival("a"), i);
    }
    assertThat(reading).isEmpty();
    inbox.arrived(arrival("b"), 7);
    inbox.arrived(arrival("c"), 8);
    assertThat(reading).containsExactly(false);
    room = 5;
    inbox.resume();
    assertThat(handedOver).hasSize(3);
    assertThat(reading).containsExactly(false);
    answers.get(0).accept(STORED);
    answers.get(1).accept(STORED);
    assertThat(handedOver).hasSize(5);
    assertThat(reading).containsExactly(false, true);
  }

  @Test
  void neverForgetsToReadOn() throws InterruptedException {
    int messages = 200_000;
    AtomicBoolean reads = new AtomicBoolean(true);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    AtomicInteger taken = new AtomicInteger();
    ExecutorService routes = Executors.newSingleThreadExecutor();
    Inbox busy =
        new Inbox(
            new AckQueue(id -> {}),
            3,
            1_000,
            routes,
            new Recorder() {
              @Override
              public void read(boolean allowed) {
                reads.set(allowed);
              }

              @Override
              public boolean hasRoom(int bytes) {
                return true;
              }

              @Override
              public void accept(Arrival arrival, Consumer<Outcome> answer) {
                taken.incrementAndGet();
                answer.accept(STORED);
              }
            });
    Arrival arrival = arrival("a");
    for (int i = 0; i < messages; i++) {
      while (!reads.get()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      busy.arrived(arrival, 1 + i % 60_000);
    }
    routes.shutdown();
    assertThat(routes.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(taken).hasValue(messages);
    assertThat(reads).isTrue();
  }

  @Test
  void acknowledgesWhatItSkipsInItsTurn() {
    inbox.arrived(arrival("a"), 1);
    inbox.skip(2);
    assertThat(acknowledged).isEmpty();
    answers.get(0).accept(STORED);
    assertThat(acknowledged).containsExactly(1, 2);
  }

  @Test
  void forgetsWhatWaitsWhenItsConnectionIsOver() {
    room = 0;
    inbox.arrived(arrival("a"), 1);
    inbox.end();
    room = 1;
    inbox.resume();
    assertThat(handedOver).isEmpty();
  }

  @Test
  void acknowledgesNothingWhenItsConnectionIsOver() {
    inbox.arrived(arrival("a"), 1);
    inbox.end();
    answers.get(0).accept(STORED);
    assertThat(acknowledged).isEmpty();
  }

  private static Arrival arrival(String payload) {
    return new Arrival(
        Protocol.MQTT,
        new Address("devices/d/telemetry", "d", null, null, null),
        payload.getBytes(UTF_8),
        null,
        null,
        Instant.EPOCH,
        false,
        null,
        null,
        0);
  }

  private static String text(Arrival arrival) {
    return new String(arrival.payload(), UTF_8);
  }
}
