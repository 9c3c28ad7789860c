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

/**
 * Remembers the latest exchanges, so that a retransmission is answered and not processed again.
 * Bounded in age, as the protocol has it, and in number, whoever sends and from how many addresses:
 * the oldest is forgotten first.
 *
 * <p>A retransmission repeats the datagram byte by byte. A device that starts again with the same
 * message id and says something else is heard, although the protocol forbids it: to answer "stored"
 * for what was never looked at would be worse.
 */
final class RecentExchanges implements Deduplicator {
  private static final long SWEEP_SECONDS = 10;

  private record Entry(KeyMID key, Exchange exchange, long bornNanos, long fingerprint) {}

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
    Entry entry = entry(key, exchange);
    Entry previous = byKey.putIfAbsent(key, entry);
    while (previous != null) {
      if (previous.fingerprint() == entry.fingerprint()) {
        return previous.exchange();
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
    Entry entry = entry(key, exchange);
    byKey.put(key, entry);
    remember(entry);
    return true;
  }

  @Override
  public Exchange find(KeyMID key) {
    Entry entry = byKey.get(key);
    return entry == null ? null : entry.exchange();
  }

  private static Entry entry(KeyMID key, Exchange exchange) {
    return new Entry(key, exchange, System.nanoTime(), fingerprint(exchange.getRequest()));
  }

  private static long fingerprint(Request request) {
    byte[] bytes = request.getBytes();
    if (bytes == null) {
      return 0;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return checksum.getValue();
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
        head != null && head.bornNanos() - oldest < 0;
        head = byAge.peek()) {
      forget(byAge.poll());
    }
  }

  private void forget(Entry entry) {
    if (entry != null) {
      queued.decrementAndGet();
      byKey.remove(entry.key(), entry);
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
