package dev.tributary.ingest;

import dev.tributary.support.DaemonThreads;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The threads of an operator's routes that answer requests: their steps may wait, and must not do
 * so on a thread of the network. As many as stock Camel has, and a bounded number of requests.
 */
public final class RouteWorkers implements AutoCloseable {
  private static final int THREADS = 20;
  private static final int MOST_REQUESTS = 1_000;

  private final Semaphore room = new Semaphore(MOST_REQUESTS);
  private final ThreadPoolExecutor threads;

  /**
   * @param name of its threads
   */
  public RouteWorkers(String name) {
    AtomicInteger count = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> DaemonThreads.of(name + "-" + count.incrementAndGet(), task));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs the request, and counts it until it calls what it is given.
   *
   * @return false if there are too many; then it does not run
   */
  public boolean run(Consumer<Runnable> request) {
    if (!room.tryAcquire()) {
      return false;
    }
    AtomicBoolean over = new AtomicBoolean();
    Runnable end =
        () -> {
          if (over.compareAndSet(false, true)) {
            room.release();
          }
        };
    threads.execute(() -> request.accept(end));
    return true;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
