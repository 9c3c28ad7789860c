package dev.tributary.engine;

import dev.tributary.support.WorkingThread;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.impl.engine.DefaultAsyncProcessorAwaitManager;
import org.apache.camel.spi.ReactiveExecutor;

/**
 * Lets a step wait for another, as some of Camel's do (onCompletion, {@code synchronous}), without
 * halting the thread on which acknowledgements arrive: what is waited for may be one of them.
 */
final class WorkingAwait extends DefaultAsyncProcessorAwaitManager {
  @Override
  public void await(Exchange exchange, CountDownLatch latch) {
    if (Thread.currentThread() instanceof WorkingThread thread) {
      ReactiveExecutor tasks =
          exchange.getContext().getCamelContextExtension().getReactiveExecutor();
      thread.workUntil(() -> isDone(latch, tasks));
    } else {
      super.await(exchange, latch);
    }
  }

  /** Does first what the work before it left to be done on this thread. */
  private static boolean isDone(CountDownLatch latch, ReactiveExecutor tasks) {
    boolean more = true;
    while (more && latch.getCount() > 0) {
      more = tasks.executeFromQueue();
    }
    return latch.getCount() == 0;
  }
}
