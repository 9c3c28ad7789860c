package dev.tributary.ingest.coap;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.core.network.deduplication.Deduplicator;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.util.Bytes;

/**
 * Remembers the latest requests and what they were answered, so that a retransmission is answered
 * and not processed again. Bounded in age, as the protocol has it, and in number, regardless of
 * sender and from how many addresses: the oldest is forgotten first. Of an exchange that is
 * answered only the datagram of the answer is kept: the exchange itself is ten times that size.
 *
 * <p>A retransmission repeats the datagram byte by byte. A device that starts again with the same
 * message id for something else is processed, although the protocol forbids it: to answer "stored"
 * for what was never looked at would be worse.
 */
final class RecentExchanges implements Deduplicator {
  private static final long SWEEP_SECONDS = 10;

  private static final class Entry {
    final KeyMID key;
    final long fingerprint;
    final long bornNanos = System.nanoTime();

    /** The exchange, or once it is answered the datagram of the answer. */
    volatile Object known;

    Entry(KeyMID key, Exchange exchange) {
      this.key = key;
      this.fingerprint = fingerprint(exchange.getRequest());
      this.known = exchange;
    }
  }

  private final int max;
  private final long lifetimeNanos;
  private final ConcurrentMap<KeyMID, Entry> byKey = new ConcurrentHashMap<>();
  private final Queue<Entry> byAge = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private ScheduledExecutorService timer;
  private ScheduledFuture<?> sweeping;

  RecentExchanges(int max, Duration lifetime) {
    this.max = max;
    this.lifetimeNanos = lifetime.toNanos();
  }

  @Override
  public synchronized void setExecutor(ScheduledExecutorService executor) {
    timer = executor;
  }

  @Override
  public synchronized void start() {
    if (sweeping == null) {
      sweeping =
          timer.scheduleWithFixedDelay(
              this::forgetOld, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public synchronized void stop() {
    if (sweeping != null) {
      sweeping.cancel(false);
      sweeping = null;
    }
    clear();
  }

  @Override
  public Exchange findPrevious(KeyMID key, Exchange exchange) {
    Entry entry = new Entry(key, exchange);
    Entry previous = byKey.putIfAbsent(key, entry);
    while (previous != null) {
      if (previous.fingerprint == entry.fingerprint) {
        Object known = previous.known;
        return known instanceof byte[] answer
            ? AnsweredExchange.again(exchange, answer)
            : (Exchange) known;
      }
      if (byKey.replace(key, previous, entry)) {
        break;
      }
      previous = byKey.putIfAbsent(key, entry);
    }
    remember(entry);
    return null;
  }

  @Override
  public boolean replacePrevious(KeyMID key, Exchange previous, Exchange exchange) {
    Entry entry = new Entry(key, exchange);
    byKey.put(key, entry);
    remember(entry);
    return true;
  }

  /** Californium asks this for responses, and here nothing is asked that could be responded to. */
  @Override
  public Exchange find(KeyMID key) {
    return null;
  }

  /** From now on only this answer is known of the exchange. */
  void answered(Exchange exchange, byte[] answer) {
    Entry entry = byKey.get(keyOf(exchange));
    if (entry != null && entry.known == exchange) {
      entry.known = answer;
    }
  }

  /** What failed on its way in is looked at again when it comes again. */
  void forget(Exchange exchange) {
    Entry entry = byKey.get(keyOf(exchange));
    if (entry != null && entry.known == exchange) {
      byKey.remove(entry.key, entry);
      entry.known = AnsweredExchange.BY_ACKNOWLEDGEMENT;
    }
  }

  private static KeyMID keyOf(Exchange exchange) {
    return new KeyMID(exchange.getCurrentRequest().getMID(), exchange.getPeersIdentity());
  }

  /** Of the datagram, and of the DTLS session that it came in. */
  private static long fingerprint(Request request) {
    byte[] bytes = request.getBytes();
    CRC32C checksum = new CRC32C();
    if (bytes != null) {
      checksum.update(bytes);
    }
    long datagram = checksum.getValue();
    if (request.getSourceContext() instanceof DtlsEndpointContext secure) {
      Bytes session = secure.getSessionId();
      return datagram << 32 | (session.hashCode() & 0xFFFF_FFFFL);
    }
    return datagram;
  }

  private void remember(Entry entry) {
    byAge.add(entry);
    if (queued.incrementAndGet() > max) {
      forget(byAge.poll());
    }
  }

  private void forgetOld() {
    long oldest = System.nanoTime() - lifetimeNanos;
    for (Entry head = byAge.peek();
        head != null && head.bornNanos - oldest < 0;
        head = byAge.peek()) {
      forget(byAge.poll());
    }
  }

  private void forget(Entry entry) {
    if (entry != null) {
      queued.decrementAndGet();
      byKey.remove(entry.key, entry);
    }
  }

  @Override
  public boolean isEmpty() {
    return byKey.isEmpty();
  }

  @Override
  public int size() {
    return byKey.size();
  }

  @Override
  public void clear() {
    for (Entry entry = byAge.poll(); entry != null; entry = byAge.poll()) {
      forget(entry);
    }
  }
}
