package dev.tributary.ingest.mqtt;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.ingest.mqtt.AckQueue.Ticket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What one connection has received, handed to the routes one at a time and in the order of arrival.
 * While there is no room, or no Kafka, messages wait here. A broker stops at the receive maximum;
 * of one that does not (mosquitto 2.0.11 sends a whole backlog after the first acknowledgement),
 * and of large messages, we stop reading. The routes run on a thread of their own, so that the one
 * that received them goes on reading and keeps the connection alive.
 */
final class Inbox {
  /** What an inbox asks of the listener that it belongs to. */
  interface Owner {
    /** Stops and starts the reading of further messages. */
    void read(boolean allowed);

    /** Whether a message of this size may be handed over now. */
    boolean hasRoom(int bytes);

    /** Takes a message into the routes and answers once. */
    void accept(Arrival arrival, Consumer<Outcome> answer);

    /** A message was dropped, because too many wait. */
    void dropped(Arrival arrival);

    /** A message can only be had again by a new connection. */
    void unsettled();
  }

  private record Waiting(Arrival arrival, Ticket ticket) {
    int size() {
      return arrival.payload().length;
    }
  }

  private final AckQueue acks;
  private final int window;
  private final long mostBytes;
  private final Executor router;
  private final Owner owner;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger away = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicInteger passes = new AtomicInteger();
  private volatile boolean paused;
  private volatile boolean closed;

  /**
   * @param window how many may be with the routes at once, whatever the broker sends ahead; when as
   *     many wait, one that needs no acknowledgement is dropped
   * @param mostBytes how many bytes may wait before no more are read
   * @param router runs the routes, one step after the other
   */
  Inbox(AckQueue acks, int window, long mostBytes, Executor router, Owner owner) {
    this.acks = acks;
    this.window = window;
    this.mostBytes = mostBytes;
    this.router = router;
    this.owner = owner;
  }

  /** A message that the broker wants acknowledged. */
  void arrived(Arrival arrival, int packetId) {
    enqueue(new Waiting(arrival, acks.add(packetId)));
  }

  /** A message that the broker has already forgotten (QoS 0). */
  void arrived(Arrival arrival) {
    if (held.get() >= window) {
      owner.dropped(arrival);
    } else {
      enqueue(new Waiting(arrival, null));
    }
  }

  /** A message that is acknowledged in its turn but goes nowhere. */
  void skip(int packetId) {
    acks.settle(acks.add(packetId));
  }

  /** Room may have appeared. */
  void resume() {
    if (held.get() > 0 && !closed) {
      handOver();
    }
  }

  /** Hands nothing over any more; what is in flight may still be acknowledged. */
  void close() {
    closed = true;
  }

  /** The connection is over: the broker will send again all that was not acknowledged on it. */
  void end() {
    closed = true;
    waiting.clear();
    acks.close();
  }

  int unacknowledged() {
    return acks.size();
  }

  /** Whether any message was acknowledged to the broker. */
  boolean hasAcknowledged() {
    return acks.isUsed();
  }

  boolean isClosed() {
    return closed;
  }

  private void enqueue(Waiting message) {
    held.incrementAndGet();
    waiting.add(message);
    heldBytes.addAndGet(message.size());
    // as many of QoS 1 as the broker may send, and of QoS 0 as are not dropped
    if (!paused && (held.get() > 2 * window || heldBytes.get() > mostBytes)) {
      pause(true);
    }
    // after the pause: the next pass resumes reading
    handOver();
  }

  /** Wakes the router, or has it look once more. */
  private void handOver() {
    if (passes.getAndIncrement() == 0) {
      router.execute(this::route);
    }
  }

  private void route() {
    int seen = 1;
    do {
      Waiting next = waiting.peek();
      while (next != null && !closed && away.get() < window && owner.hasRoom(next.size())) {
        waiting.poll();
        away.incrementAndGet();
        held.decrementAndGet();
        heldBytes.addAndGet(-next.size());
        Ticket ticket = next.ticket();
        owner.accept(next.arrival(), outcome -> settled(ticket, outcome));
        readOn();
        next = waiting.peek();
      }
      readOn();
      seen = passes.addAndGet(-seen);
    } while (seen != 0);
  }

  private void readOn() {
    if (paused && held.get() <= window && heldBytes.get() <= mostBytes / 2) {
      pause(false);
    }
  }

  private synchronized void pause(boolean on) {
    paused = on;
    owner.read(!on);
  }

  private void settled(Ticket ticket, Outcome outcome) {
    away.decrementAndGet();
    if (ticket != null) {
      if (outcome.settled()) {
        acks.settle(ticket);
      } else if (!closed) {
        closed = true;
        owner.unsettled();
      }
    }
    resume();
  }
}
