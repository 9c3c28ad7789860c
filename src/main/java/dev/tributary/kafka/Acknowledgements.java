package dev.tributary.kafka;

import dev.tributary.support.RateLimitedLog;
import dev.tributary.support.WorkingThread;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where routes go on once Kafka has acknowledged: one thread, so that what follows keeps the order
 * of the acknowledgements, and none of Kafka's, which must not wait for a route.
 */
public final class Acknowledgements extends AbstractExecutorService {
  private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);
  private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Future<?> ACCEPTED = CompletableFuture.completedFuture(null);

  private final RateLimitedLog faults = new RateLimitedLog();
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final WorkingThread thread = new WorkingThread("acknowledgements", new Delivered());
  private volatile boolean idle;
  private volatile boolean stopping;

  public Acknowledgements() {
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    queue.add(task);
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  /** Camel looks at no result, so there is no need for a task that holds one. */
  @Override
  public Future<?> submit(Runnable task) {
    execute(task);
    return ACCEPTED;
  }

  /** What the thread does. */
  private final class Delivered implements WorkingThread.Work {
    @Override
    public void run() {
      until(() -> stopping && queue.isEmpty());
      ended.countDown();
    }

    @Override
    public void until(BooleanSupplier done) {
      while (!done.getAsBoolean()) {
        Runnable task = queue.poll();
        if (task != null) {
          perform(task);
        } else {
          idle = true;
          if (queue.isEmpty() && !done.getAsBoolean()) {
            LockSupport.parkNanos(this, A_WHILE);
          }
          idle = false;
        }
      }
    }
  }

  private void perform(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      long count = faults.pass();
      if (count > 0) {
        LOG.error("A route failed after Kafka had acknowledged ({} since the last line)", count, e);
      }
    }
  }

  @Override
  public void shutdown() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return stopping;
  }

  @Override
  public boolean isTerminated() {
    return ended.getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return ended.await(timeout, unit);
  }
}
