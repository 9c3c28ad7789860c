package dev.tributary.verify;

import dev.tributary.contract.Protocol;
import java.util.Arrays;

/** What became of each numbered message of one device. Guarded by its own lock. */
final class DeviceAccount {
  private static final byte ACKNOWLEDGED = 1;
  private static final byte ACCOUNTED = 2;
  private static final byte STORED = 4;
  private static final int START_SIZE = 64;

  private final String device;
  private final Totals totals;
  private byte[] fate = new byte[START_SIZE];
  private long[] due = new long[START_SIZE];
  private int[] eventId = new int[START_SIZE];
  private int sent;
  private int highestStored;

  DeviceAccount(String device, Totals totals) {
    this.device = device;
    this.totals = totals;
  }

  String device() {
    return device;
  }

  Protocol protocol() {
    return totals.protocol();
  }

  /** Opens the next number, whose latency counts from the moment it was due. */
  synchronized int open(long dueNanos) {
    int number = ++sent;
    if (number >= fate.length) {
      fate = Arrays.copyOf(fate, fate.length * 2);
      due = Arrays.copyOf(due, due.length * 2);
      eventId = Arrays.copyOf(eventId, eventId.length * 2);
    }
    due[number] = dueNanos;
    totals.sent();
    return number;
  }

  synchronized void acknowledged(int number, long nanos) {
    fate[number] |= ACKNOWLEDGED;
    totals.acknowledged(nanos - due[number], (fate[number] & ACCOUNTED) == 0);
  }

  synchronized void refused() {
    totals.refused();
  }

  synchronized void resent() {
    totals.resent();
  }

  /** Told to send more slowly; it will be sent again. */
  synchronized void slowedDown() {
    totals.throttled();
  }

  synchronized void unsent(int messages) {
    totals.unsent(messages);
  }

  /** Found in the topic of events. */
  synchronized void stored(int number, String id, long nanos) {
    if (unknown(number)) {
      return;
    }
    if ((fate[number] & STORED) != 0) {
      totals.duplicated(eventId[number] != id.hashCode());
      return;
    }
    if (number < highestStored) {
      totals.reordered();
    }
    highestStored = Math.max(highestStored, number);
    eventId[number] = id.hashCode();
    totals.stored(nanos - due[number]);
    account(number, STORED);
  }

  /** Found among the dead letters. */
  synchronized void deadLettered(int number, String reason) {
    if (!unknown(number)) {
      totals.deadLettered(reason);
      account(number, (byte) 0);
    }
  }

  /** Found among the throttled. */
  synchronized void throttled(int number) {
    if (!unknown(number)) {
      totals.throttled();
      account(number, (byte) 0);
    }
  }

  synchronized boolean accounted(int number) {
    return !unknown(number) && (fate[number] & ACCOUNTED) != 0;
  }

  /** The numbers that were acknowledged and are nowhere, at most {@code limit} of them. */
  synchronized int[] lost(int limit) {
    int[] lost = new int[limit];
    int found = 0;
    for (int number = 1; number <= sent && found < limit; number++) {
      if ((fate[number] & (ACKNOWLEDGED | ACCOUNTED)) == ACKNOWLEDGED) {
        lost[found++] = number;
      }
    }
    return Arrays.copyOf(lost, found);
  }

  private boolean unknown(int number) {
    return number < 1 || number > sent;
  }

  private void account(int number, byte how) {
    if ((fate[number] & ACCOUNTED) == 0) {
      totals.found((fate[number] & ACKNOWLEDGED) != 0);
    }
    fate[number] |= (byte) (ACCOUNTED | how);
  }
}
