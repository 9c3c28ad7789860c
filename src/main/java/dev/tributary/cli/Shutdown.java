package dev.tributary.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stops things in order when the process is asked to stop, and lets the main thread wait for it.
 */
final class Shutdown {
  private final CountDownLatch asked = new CountDownLatch(1);

  private Shutdown() {}

  /** Runs the step once on SIGINT or SIGTERM; the process ends when it returns. */
  static Shutdown onSignal(Runnable step) {
    Shutdown shutdown = new Shutdown();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    step.run();
                  } finally {
                    shutdown.asked.countDown();
                  }
                },
                "shutdown"));
    return shutdown;
  }

  /** Whether it was asked for within this time, and is done. */
  boolean await(Duration atMost) throws InterruptedException {
    return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  void await() throws InterruptedException {
    asked.await();
  }
}
