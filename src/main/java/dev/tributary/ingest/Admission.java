package dev.tributary.ingest;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Who may enter: bounds what is in flight, and shuts the way while the gateway starts and stops.
 */
public final class Admission {
  static final Duration SOON = Duration.ofSeconds(1);

  private static final String STARTING = "the gateway is starting";

  private final Downstream downstream;
  private final int maxMessages;
  private final long maxBytes;
  private final BooleanSupplier pace;
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /** Why nothing may enter, or null while messages may. */
  private volatile String shut;

  /**
   * @param pace whether the rate of the gateway as a whole leaves room
   */
  public Admission(Downstream downstream, int maxMessages, long maxBytes, BooleanSupplier pace) {
    this.downstream = downstream;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.pace = pace;
  }

  /** Whether a message of this size may enter now; one that is alone always may. */
  boolean hasRoom(int size) {
    int others = messages.get();
    return shut == null
        && pace.getAsBoolean()
        && (others == 0
            || (others < maxMessages && bytes.get() + size <= maxBytes && downstream.hasRoom()));
  }

  /**
   * Lets a message in, or returns why not. Only a sender that waits is refused for want of room or
   * of Kafka; who does not is held back instead.
   */
  Outcome enter(Arrival arrival, int size) {
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

  void leave(int size) {
    bytes.addAndGet(-size);
    messages.decrementAndGet();
  }

  int inFlightMessages() {
    return messages.get();
  }

  long inFlightBytes() {
    return bytes.get();
  }

  /**
   * Lets nothing in until {@link #open}: routes start one after the other, and what entered the
   * first would find no consumer at the next.
   */
  void hold() {
    shut = STARTING;
  }

  void open() {
    if (STARTING.equals(shut)) {
      shut = null;
    }
  }

  /** From now on every message is refused as unavailable; what is in flight goes on. */
  void close() {
    shut = "the gateway is stopping";
  }
}
