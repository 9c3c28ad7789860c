package dev.tributary.ingest.mqtt;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Steps that run one after the other, now or later. A fault of one is reported, and the next go on.
 */
final class SerialExecutor implements Executor {
  private final ScheduledThreadPoolExecutor pool;
  private final Consumer<RuntimeException> faults;

  SerialExecutor(String name, Consumer<RuntimeException> faults) {
    this.faults = faults;
    this.pool =
        new ScheduledThreadPoolExecutor(
            1, new DefaultThreadFactory(name, true), new ThreadPoolExecutor.DiscardPolicy());
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable step) {
    pool.execute(() -> surviving(step));
  }

  void after(Duration pause, Runnable step) {
    var unused = pool.schedule(() -> surviving(step), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  void every(Duration pause, Runnable step) {
    long millis = pause.toMillis();
    var unused =
        pool.scheduleWithFixedDelay(() -> surviving(step), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Runs what was to run now, forgets what was to run later. */
  void stop() {
    pool.shutdown();
  }

  private void surviving(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      faults.accept(e);
    } catch (Error e) {
      faults.accept(new IllegalStateException(e));
    }
  }
}
