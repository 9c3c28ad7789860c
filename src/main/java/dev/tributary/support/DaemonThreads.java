package dev.tributary.support;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Threads with a name that keep no process alive. */
public final class DaemonThreads {
  private DaemonThreads() {}

  public static Thread of(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  public static ScheduledExecutorService scheduler(String name) {
    return Executors.newSingleThreadScheduledExecutor(task -> of(name, task));
  }
}
