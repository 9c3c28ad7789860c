package dev.tributary.ingest.coap;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.elements.util.NamedThreadFactory;

/**
 * The threads that handle datagrams: timers apart, and a bounded queue. When it is full, the thread
 * that reads the socket does the work itself, and what it has no time to read the network drops, as
 * UDP may.
 */
final class ProtocolStage extends ScheduledThreadPoolExecutor {
  private static final int QUEUE = 10_000;

  private final ThreadPoolExecutor workers;

  ProtocolStage(int threads) {
    super(1, new NamedThreadFactory("coap-timer#"));
    setRemoveOnCancelPolicy(true);
    workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            new NamedThreadFactory("coap#"),
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  @Override
  public void execute(Runnable task) {
    workers.execute(task);
  }

  @Override
  public List<Runnable> shutdownNow() {
    workers.shutdownNow();
    return super.shutdownNow();
  }
}
