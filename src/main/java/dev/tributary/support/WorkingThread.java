package dev.tributary.support;

import java.util.function.BooleanSupplier;

/**
 * A thread whose work others wait for, so that it must go on with it even while it waits itself.
 */
public final class WorkingThread extends Thread {
  /** What the thread does. */
  public interface Work extends Runnable {
    /**
     * Goes on, on this very thread, until this returns true, asked after every task and from time
     * to time.
     */
    void until(BooleanSupplier done);
  }

  private final Work work;

  public WorkingThread(String name, Work work) {
    super(work, name);
    this.work = work;
    setDaemon(true);
  }

  /** To be called on this thread only. */
  public void workUntil(BooleanSupplier done) {
    work.until(done);
  }
}
