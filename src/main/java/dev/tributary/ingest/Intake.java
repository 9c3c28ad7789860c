package dev.tributary.ingest;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.DeadLetterSink;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.Event;
import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.MessageTracer;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;

/**
 * The one way from an end into the routes, and back: bounds what is in flight, makes the exchange,
 * and turns what the routes did into the outcome that the device hears.
 */
public final class Intake {
  private static final UnhandledFailureLog UNHANDLED = new UnhandledFailureLog();
  private static final Outcome INTERNAL = Outcome.refused(Reason.INTERNAL, "internal error", null);
  private static final String STARTING = "the gateway is starting";
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Sees every message's arrival and outcome; metrics hang here. */
  public interface Observer {
    void arrived(Arrival arrival);

    void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival);

    /** Kafka has acknowledged all records of this event. */
    default void published(Event event) {}

    /** A route left out an event on purpose. */
    default void dropped(String why) {}
  }

  private final Downstream downstream;
  private final int maxMessages;
  private final long maxBytes;
  private final Observer observer;
  private final Deadlines deadlines;
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile BooleanSupplier pace = () -> true;
  private volatile MessageTracer follower = (end, arrival) -> MessageTrace.BY_NOBODY;
  private volatile DeadLetterSink deadLetters = (exchange, receipt, done) -> done.accept(INTERNAL);
  private final Generations generations = new Generations();
  private volatile Clock clock = Clock.systemUTC();

  /** Why nothing may enter, or null while messages may. */
  private volatile String shut;

  /** An intake whose senders wait as long as it takes. */
  public Intake(Downstream downstream, int maxMessages, long maxBytes, Observer observer) {
    this(downstream, maxMessages, maxBytes, observer, null);
  }

  /**
   * @param ackTimeout how long a sender that hears answers waits for one; what was handed over goes
   *     on all the same
   */
  public Intake(
      Downstream downstream,
      int maxMessages,
      long maxBytes,
      Observer observer,
      Duration ackTimeout) {
    this.downstream = downstream;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.observer = observer;
    this.deadlines = ackTimeout == null ? null : new Deadlines(ackTimeout);
  }

  /**
   * Takes a message in and answers exactly once, on this or another thread. A sender that hears
   * answers is refused at once when there is no room or no Kafka; for MQTT and for replayed
   * messages, which are held back instead, ask {@link #hasRoom} first.
   */
  public void accept(DefaultConsumer end, Arrival arrival, Consumer<Outcome> answer) {
    observer.arrived(arrival);
    MessageTrace followed = follower.follow(end, arrival);
    Waiting waiting = new Waiting(arrival, answer, followed);
    int size = arrival.payload().length;
    Outcome refusal = enter(arrival, size);
    if (refusal != null) {
      waiting.settle(refusal);
      return;
    }
    if (deadlines != null && arrival.isAwaited()) {
      deadlines.await(waiting);
    }
    AtomicInteger generation = generations.enter();
    Exchange exchange = end.createExchange(false);
    Receipt receipt = Receipt.open(arrival, exchange);
    MessageVariables.set(exchange, arrival);
    followed.entered(exchange);
    AsyncProcessor route = end.getAsyncProcessor();
    route.process(
        exchange,
        doneSync ->
            ended(
                exchange,
                receipt,
                outcome -> {
                  left(followed, exchange, outcome);
                  end.releaseExchange(exchange, false);
                  leave(size);
                  generation.decrementAndGet();
                  waiting.settle(outcome);
                }));
  }

  /** Lets nothing in while this says no: the rate of the gateway as a whole. */
  public void pace(BooleanSupplier room) {
    this.pace = room;
  }

  /** Where messages go that the routes neither stored nor rejected. */
  public void deadLetters(DeadLetterSink sink) {
    this.deadLetters = sink;
  }

  /** Who follows single messages from now on. */
  public void follow(MessageTracer by) {
    this.follower = by;
  }

  /** What the ends stamp messages with: another clock is for those who repeat the past. */
  public void clock(Clock other) {
    this.clock = other;
  }

  public Clock clock() {
    return clock;
  }

  /** Counts a message that its end had to drop before it could enter. */
  public void refuse(Arrival arrival, Outcome outcome) {
    observer.arrived(arrival);
    follower.follow(null, arrival).answered(outcome);
    observer.settled(arrival, outcome, 0);
  }

  /** Whether a message of this size may enter now; one that is alone always may. */
  public boolean hasRoom(int size) {
    int others = messages.get();
    return shut == null
        && pace.getAsBoolean()
        && (others == 0
            || (others < maxMessages && bytes.get() + size <= maxBytes && downstream.hasRoom()));
  }

  /** Draws a line, and returns whether every message that entered before it has left. */
  public BooleanSupplier drawLine() {
    return generations.draw();
  }

  public int inFlightMessages() {
    return messages.get();
  }

  public long inFlightBytes() {
    return bytes.get();
  }

  /**
   * Lets nothing in until {@link #open}: routes start one after the other, and what entered the
   * first would find nobody at the next.
   */
  public void hold() {
    shut = STARTING;
  }

  public void open() {
    if (STARTING.equals(shut)) {
      shut = null;
    }
  }

  /** From now on every message is refused as unavailable; what is in flight goes on. */
  public void close() {
    shut = "the gateway is stopping";
    if (deadlines != null) {
      deadlines.close();
    }
  }

  /** One sender that waits for its answer, and hears exactly one. */
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
        observer.settled(arrival, outcome, System.nanoTime() - start);
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
              Reason.UNAVAILABLE, "not known to be stored: Kafka has not confirmed it yet", SOON));
    }
  }

  private Outcome enter(Arrival arrival, int size) {
    String why = shut;
    if (why != null) {
      return Outcome.refused(Reason.UNAVAILABLE, why, SOON);
    }
    if (arrival.isAwaited()) {
      if (!downstream.available()) {
        return Outcome.refused(Reason.UNAVAILABLE, "Kafka is not available", SOON);
      }
      if (!hasRoom(size)) {
        return Outcome.refused(Reason.OVERLOADED, "more than this gateway takes in", SOON);
      }
    }
    messages.incrementAndGet();
    bytes.addAndGet(size);
    return null;
  }

  private void leave(int size) {
    bytes.addAndGet(-size);
    messages.decrementAndGet();
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
      receipt.storedEvents().forEach(observer::published);
      for (Receipt.Dropped dropped : receipt.dropped()) {
        if (dropped.event() != null) {
          observer.dropped(dropped.why());
        }
      }
    }
    return outcome;
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
