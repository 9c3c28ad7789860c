package dev.tributary.engine;

import dev.tributary.engine.GatewayContext.Detached;
import dev.tributary.support.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the routes that were exchanged, once nothing is in flight in them. While Kafka is away that
 * takes as long as it is away, and nothing waits for it.
 */
public final class Retirement implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final GatewayContext camel;
  private final Deque<Leaving> leaving = new ArrayDeque<>();
  private final ScheduledExecutorService timer = DaemonThreads.scheduler("reload-retirement");

  /** A thread that was about to enter an old route has entered it by then. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private record Leaving(BooleanSupplier drained, List<Detached> routes, long since) {
    boolean mayStop() {
      return System.nanoTime() - since > GRACE_NANOS && drained.getAsBoolean();
    }
  }

  public Retirement(GatewayContext camel) {
    this.camel = camel;
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * @param drained whether every message that can be in these routes has left them
   */
  public synchronized void add(BooleanSupplier drained, List<Detached> routes) {
    leaving.add(new Leaving(drained, routes, System.nanoTime()));
  }

  private synchronized void look() {
    while (!leaving.isEmpty() && leaving.peek().mayStop()) {
      stop(leaving.remove());
    }
  }

  private void stop(Leaving gone) {
    for (Detached route : gone.routes()) {
      try {
        camel.end(route);
      } catch (Exception | Error e) {
        LOG.warn("An exchanged route does not stop: {}", e.toString());
      }
    }
  }

  /** How many routes still wait for what is in flight in them. */
  public synchronized int waiting() {
    return leaving.stream().mapToInt(gone -> gone.routes().size()).sum();
  }

  @Override
  public synchronized void close() {
    timer.shutdownNow();
    leaving.forEach(this::stop);
    leaving.clear();
  }
}
