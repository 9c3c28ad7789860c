package dev.tributary.ingest.coap;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.network.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the empty acknowledgement of requests that are not answered in time, so that their senders
 * stop retransmitting and wait for the response. The delay is the same for all, so a queue and one
 * slow tick do: a timer for each request would cost more than the request.
 */
final class EmptyAcks {
  private static final Logger LOG = LoggerFactory.getLogger(EmptyAcks.class);
  private static final long TICK_MILLIS = 50;

  private record Waiting(Exchange exchange, long dueNanos) {}

  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final long delayNanos;
  private ScheduledFuture<?> ticking;

  EmptyAcks(Duration delay) {
    this.delayNanos = delay.toNanos();
  }

  synchronized void start(ScheduledExecutorService timer) {
    ticking =
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  synchronized void stop() {
    ticking.cancel(false);
    queue.clear();
  }

  void watch(Exchange exchange) {
    if (!exchange.getCurrentRequest().isConfirmable() || exchange.getResponse() != null) {
      return;
    }
    if (delayNanos == 0) {
      exchange.sendAccept();
    } else {
      queue.add(new Waiting(exchange, System.nanoTime() + delayNanos));
    }
  }

  private void tick() {
    long now = System.nanoTime();
    for (Waiting head = queue.peek();
        head != null && head.dueNanos() - now <= 0;
        head = queue.peek()) {
      queue.poll();
      try {
        head.exchange().sendAccept();
      } catch (RuntimeException e) {
        LOG.warn("An empty acknowledgement could not be sent: {}", e.toString());
      }
    }
  }
}
