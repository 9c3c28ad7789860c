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
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.core.network.deduplication.Deduplicator;

/**
 * Remembers the latest exchanges, so that a retransmission is answered and not processed again.
 * Bounded in age, as the protocol has it, and in number, whoever sends and from how many addresses:
 * the oldest is forgotten first.
 */
final class RecentExchanges implements Deduplicator {
  private static final long SWEEP_SECONDS = 10;

  private record Entry(KeyMID key, Exchange exchange, long bornNanos) {}

  private final int max;
  private final long lifetimeNanos;
  private final ConcurrentMap<KeyMID, Exchange> byKey = new ConcurrentHashMap<>();
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
    Exchange previous = byKey.putIfAbsent(key, exchange);
    if (previous == null) {
      remember(key, exchange);
    }
    return previous;
  }

  @Override
  public boolean replacePrevious(KeyMID key, Exchange previous, Exchange exchange) {
    if (!byKey.replace(key, previous, exchange) && byKey.putIfAbsent(key, exchange) != null) {
      return false;
    }
    remember(key, exchange);
    return true;
  }

  @Override
  public Exchange find(KeyMID key) {
    return byKey.get(key);
  }

  private void remember(KeyMID key, Exchange exchange) {
    byAge.add(new Entry(key, exchange, System.nanoTime()));
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
      byKey.remove(entry.key(), entry.exchange());
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
