package dev.tributary.ingest;

import dev.tributary.support.DaemonThreads;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the wait for an answer after the time-out, which is the same for all: the first to wait is
 * the first to time out, and one queue and one thread serve all.
 */
final class Deadlines {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** One who waits. */
  interface Waiter {
    /** Whether an answer has come. */
    boolean isAnswered();

    /** No answer has come in time. */
    void expire();
  }

  private record Waiting(Waiter waiter, long until) {}

  private final long nanos;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  Deadlines(Duration wait) {
    this.nanos = wait.toNanos();
    DaemonThreads.of("answer-deadlines", this::run).start();
  }

  void await(Waiter waiter) {
    queue.add(new Waiting(waiter, System.nanoTime() + nanos));
  }

  /** Ends once nothing waits any more. */
  void close() {
    closed = true;
  }

  private void run() {
    while (!closed || !queue.isEmpty()) {
      Waiting first = queue.peek();
      if (first == null) {
        LockSupport.parkNanos(STEP_NANOS);
      } else if (first.waiter().isAnswered()) {
        queue.poll();
      } else if (System.nanoTime() - first.until() >= 0) {
        queue.poll();
        expire(first.waiter());
      } else {
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
  }

  private static void expire(Waiter waiter) {
    try {
      waiter.expire();
    } catch (RuntimeException e) {
      LOG.error("An answer could not be given", e);
    }
  }
}
