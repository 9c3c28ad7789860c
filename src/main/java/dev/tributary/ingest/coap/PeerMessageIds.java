package dev.tributary.ingest.coap;

import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.eclipse.californium.core.network.MessageIdProvider;

/**
 * Numbers the messages to each peer. Peers share a fixed table of counters, so that senders with
 * ever new addresses can neither fill the memory nor keep others from being answered; a shared
 * counter skips numbers for both, which is harmless.
 */
final class PeerMessageIds implements MessageIdProvider {
  private static final int COUNTERS = 1 << 14;

  /** Above are the message ids of multicast. */
  private static final int IDS = 65_000;

  private final AtomicIntegerArray counters = new AtomicIntegerArray(COUNTERS);

  PeerMessageIds() {
    for (int i = 0; i < COUNTERS; i++) {
      counters.set(i, ThreadLocalRandom.current().nextInt(IDS));
    }
  }

  @Override
  public int getNextMessageId(InetSocketAddress destination) {
    int hash = destination.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (COUNTERS - 1);
    return counters.getAndUpdate(slot, id -> id + 1 == IDS ? 0 : id + 1);
  }
}
