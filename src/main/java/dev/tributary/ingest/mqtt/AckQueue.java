package dev.tributary.ingest.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * The acknowledgements that one connection owes its broker. They leave in the order in which the
 * messages arrived (MQTT 5, 4.6), whatever the order in which the messages were settled. Once
 * closed it acknowledges nothing: a packet id means something only on its own connection.
 */
final class AckQueue {
  private final IntConsumer acknowledge;
  private final Deque<Ticket> owed = new ArrayDeque<>();
  private boolean used;

  AckQueue(IntConsumer acknowledge) {
    this.acknowledge = acknowledge;
  }

  /** One message's place in the queue. */
  static final class Ticket {
    private final int packetId;
    private boolean settled;

    private Ticket(int packetId) {
      this.packetId = packetId;
    }
  }

  synchronized Ticket add(int packetId) {
    Ticket ticket = new Ticket(packetId);
    owed.add(ticket);
    return ticket;
  }

  /** The message may be acknowledged, as soon as those before it may. */
  synchronized void settle(Ticket ticket) {
    ticket.settled = true;
    while (!owed.isEmpty() && owed.peek().settled) {
      acknowledge.accept(owed.poll().packetId);
      used = true;
    }
  }

  /** Whether anything was acknowledged. */
  synchronized boolean isUsed() {
    return used;
  }

  synchronized int size() {
    return owed.size();
  }

  synchronized void close() {
    owed.clear();
  }
}
