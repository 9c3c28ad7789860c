package dev.tributary.ingest;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.DeadLetterSink;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.MessageTracer;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;

/**
 * The one way from a listener into the routes, and back: makes the exchange of a message that may
 * enter, and turns what the routes did into the outcome that the device is answered with.
 */
public final class Intake {
  private static final UnhandledFailureLog UNHANDLED = new UnhandledFailureLog();
  private static final Outcome INTERNAL = Outcome.refused(Reason.INTERNAL, "internal error", null);

  private final Admission admission;
  private final DeadLetterSink deadLetters;
  private final Deadlines deadlines;
  private final Generations generations = new Generations();
  private final InFlightTimes times = new InFlightTimes();
  private volatile List<MessageObserver> observers = List.of();
  private volatile MessageTracer tracer = (listener, arrival) -> MessageTrace.BY_NOBODY;
  private volatile Clock clock = Clock.systemUTC();

  /**
   * @param deadLetters where messages go that the routes neither stored nor rejected
   * @param ackTimeout how long a sender waits for its answer, or null for as long as it takes; what
   *     was handed over goes on all the same
   */
  public Intake(Admission admission, DeadLetterSink deadLetters, Duration ackTimeout) {
    this.admission = admission;
    this.deadLetters = deadLetters;
    this.deadlines = ackTimeout == null ? null : new Deadlines(ackTimeout);
  }

  /**
   * Takes a message in and answers exactly once, on this or another thread. A sender that is
   * answered answers is refused at once when there is no room or no Kafka; for MQTT and for
   * replayed messages, which are held back instead, ask {@link #hasRoom} first.
   */
  public void accept(DefaultConsumer consumer, Arrival arrival, Consumer<Outcome> answer) {
    arrived(arrival);
    MessageTrace followed = tracer.follow(consumer, arrival);
    Waiting waiting = new Waiting(arrival, answer, followed);
    int size = arrival.payload().length;
    Outcome refusal = admission.enter(arrival, size);
    if (refusal != null) {
      waiting.settle(refusal);
      return;
    }
    if (deadlines != null && arrival.isAwaited()) {
      deadlines.await(waiting);
    }
    AtomicInteger generation = generations.enter();
    int time = times.enter(arrival.received().toEpochMilli());
    Exchange exchange = consumer.createExchange(false);
    Receipt receipt = Receipt.open(arrival, exchange);
    MessageVariables.set(exchange, arrival);
    followed.entered(exchange);
    AsyncProcessor route = consumer.getAsyncProcessor();
    route.process(
        exchange,
        doneSync ->
            ended(
                exchange,
                receipt,
                outcome -> {
                  left(followed, exchange, outcome);
                  consumer.releaseExchange(exchange, false);
                  admission.leave(size);
                  generation.decrementAndGet();
                  times.leave(time);
                  waiting.settle(outcome);
                }));
  }

  /** Who sees all messages from now on, besides those who do already. */
  public synchronized void observe(MessageObserver observer) {
    List<MessageObserver> all = new ArrayList<>(observers);
    all.add(observer);
    observers = List.copyOf(all);
  }

  /** Who follows single messages from now on. */
  public void follow(MessageTracer by) {
    this.tracer = by;
  }

  /** What the listeners stamp messages with: another clock is for those who repeat the past. */
  public void clock(Clock other) {
    this.clock = other;
  }

  public Clock clock() {
    return clock;
  }

  /** Counts a message that its listener had to drop before it could enter. */
  public void refuse(Arrival arrival, Outcome outcome) {
    arrived(arrival);
    tracer.follow(null, arrival).answered(outcome);
    settled(arrival, outcome, 0);
  }

  /** Whether a message of this size may enter now; one that is alone always may. */
  public boolean hasRoom(int size) {
    return admission.hasRoom(size);
  }

  /** Draws a line, and returns whether every message that entered before it has left. */
  public BooleanSupplier drawLine() {
    return generations.draw();
  }

  /** The time up to which all that was received has been answered, milliseconds since 1970. */
  public long settledUntil() {
    return times.settledUntil(clock.millis());
  }

  public int inFlightMessages() {
    return admission.inFlightMessages();
  }

  /** From now on every message is refused as unavailable; what is in flight goes on. */
  public void close() {
    admission.close();
    if (deadlines != null) {
      deadlines.close();
    }
  }

  /** One sender that waits for its answer, and gets exactly one. */
  private final class Waiting extends AtomicBoolean implements Deadlines.Waiter {
    private static final long serialVersionUID = 1L;

    private transient Arrival arrival;
    private transient Consumer<Outcome> answer;
    private transient MessageTrace followed;
    private final long start = System.nanoTime();

    Waiting(Arrival arrival, Consumer<Outcome> answer, MessageTrace followed) {
      this.arrival = arrival;
      this.answer = answer;
      this.followed = followed;
    }

    void settle(Outcome outcome) {
      if (compareAndSet(false, true)) {
        Consumer<Outcome> sender = answer;
        settled(arrival, outcome, System.nanoTime() - start);
        followed.answered(outcome);
        // it may stay among those that wait until its deadline; what it holds need not
        arrival = null;
        answer = null;
        followed = null;
        sender.accept(outcome);
      }
    }

    @Override
    public boolean isAnswered() {
      return get();
    }

    @Override
    public void expire() {
      settle(
          Outcome.refused(
              Reason.UNAVAILABLE,
              "not known to be stored: Kafka has not confirmed it yet",
              Admission.SOON));
    }
  }

  /** The message's own exchange has ended; what counts is the receipt. */
  private void ended(Exchange exchange, Receipt receipt, Consumer<Outcome> done) {
    Outcome outcome;
    try {
      outcome = outcome(exchange, receipt);
    } catch (RuntimeException e) {
      UNHANDLED.note(exchange, e);
      outcome = INTERNAL;
    }
    if (outcome == null) {
      deadLetter(exchange, receipt, done);
    } else {
      done.accept(outcome);
    }
  }

  /** Null if the message is neither stored nor rejected. */
  private Outcome outcome(Exchange exchange, Receipt receipt) {
    Exception failure = exchange.getException();
    if (failure != null) {
      UNHANDLED.note(exchange, failure);
    }
    Outcome outcome = receipt.outcome(receipt.arrival().protocol().answers());
    if (outcome == null || (failure != null && !outcome.settled())) {
      return null;
    }
    if (outcome.isStored()) {
      observers.forEach(observer -> report(observer, receipt));
    }
    return outcome;
  }

  private static void report(MessageObserver observer, Receipt receipt) {
    receipt.storedEvents().forEach(observer::published);
    for (Receipt.Dropped dropped : receipt.dropped()) {
      if (dropped.event() != null) {
        observer.dropped(dropped.why());
      }
    }
  }

  private void arrived(Arrival arrival) {
    for (MessageObserver observer : observers) {
      observer.arrived(arrival);
    }
  }

  private void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {
    for (MessageObserver observer : observers) {
      observer.settled(arrival, outcome, nanosSinceArrival);
    }
  }

  private void deadLetter(Exchange exchange, Receipt receipt, Consumer<Outcome> done) {
    AtomicBoolean answered = new AtomicBoolean();
    Consumer<Outcome> once =
        outcome -> {
          if (answered.compareAndSet(false, true)) {
            done.accept(outcome);
          }
        };
    try {
      deadLetters.store(exchange, receipt, once);
    } catch (RuntimeException e) {
      UNHANDLED.note(exchange, e);
      once.accept(INTERNAL);
    }
  }

  private static void left(MessageTrace followed, Exchange exchange, Outcome outcome) {
    try {
      followed.left(exchange, outcome);
    } catch (RuntimeException e) {
      UNHANDLED.note(exchange, e);
    }
  }
}
