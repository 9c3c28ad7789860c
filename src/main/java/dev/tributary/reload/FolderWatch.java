package dev.tributary.reload;

import dev.tributary.config.FailureSentence;
import dev.tributary.project.OperatorFolder;
import dev.tributary.support.DaemonThreads;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls when something in a folder or below it was saved, once for all that is saved together. It
 * reports only that, not what: editors write in many ways. It goes on whatever the call throws, and
 * when the folder is taken away and comes back.
 */
final class FolderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
  private static final long QUIET_MILLIS = 60;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  /** A folder that was exchanged as a whole reports nothing, so that it is looked for as well. */
  private static final long LOOK_MILLIS = 1000;

  private final Path folder;
  private final Runnable saved;
  private final WatchService watcher;
  private final Thread thread;

  /** What is watched, null while not all of it can be. */
  private Object watched;

  FolderWatch(Path folder, Runnable saved) throws IOException {
    this.folder = folder;
    this.saved = saved;
    this.watcher = folder.getFileSystem().newWatchService();
    registerAll();
    this.thread = DaemonThreads.of("reload", this::watch);
    thread.start();
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (isSaved()) {
          register();
          saved.run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ClosedWatchServiceException e) {
        LOG.debug("The folder {} is no longer watched", folder);
        return;
      } catch (Throwable e) {
        LOG.error("A save in {} cannot be activated: {}", folder, FailureSentence.of(e));
      }
    }
  }

  /** Waits for a save, but no longer than until it is time to look at the folder itself. */
  private boolean isSaved() throws InterruptedException {
    WatchKey key = watcher.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    if (key == null) {
      return watched == null || !watched.equals(identity());
    }
    long patience = System.nanoTime() + PATIENCE_NANOS;
    while (key != null && System.nanoTime() < patience) {
      key.pollEvents();
      key.reset();
      key = watcher.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (key != null) {
      key.reset();
    }
    return true;
  }

  private void register() {
    boolean before = watched != null;
    try {
      registerAll();
    } catch (IOException e) {
      watched = null;
      if (before) {
        LOG.warn("The folder {} cannot be watched now: {}", folder, FailureSentence.of(e));
      }
    }
  }

  /** New sub-folders too; one that is watched already stays so. */
  private void registerAll() throws IOException {
    Object now = identity();
    for (Path each : OperatorFolder.list(folder).folders()) {
      each.register(
          watcher,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    }
    watched = now;
  }

  /** Which folder it is that has this name now; null where there is none. */
  private Object identity() {
    try {
      return Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      watcher.close();
    } catch (IOException e) {
      LOG.debug("The watch of {} does not close: {}", folder, e.toString());
    }
  }
}
