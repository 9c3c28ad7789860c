package dev.tributary.reload;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls when something in a folder or below it was saved, once for all that is saved together. It
 * says only that, not what: editors write in many ways.
 */
final class FolderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
  private static final long QUIET_MILLIS = 60;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  private final Path folder;
  private final Runnable saved;
  private final WatchService watcher;
  private final Thread thread;

  FolderWatch(Path folder, Runnable saved) throws IOException {
    this.folder = folder;
    this.saved = saved;
    this.watcher = folder.getFileSystem().newWatchService();
    registerAll();
    this.thread = new Thread(this::watch, "reload");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        WatchKey key = watcher.take();
        long patience = System.nanoTime() + PATIENCE_NANOS;
        while (key != null && System.nanoTime() < patience) {
          key.pollEvents();
          key.reset();
          key = watcher.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (key != null) {
          key.reset();
        }
        registerAll();
        saved.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClosedWatchServiceException e) {
      LOG.debug("The folder {} is no longer watched", folder);
    } catch (IOException e) {
      LOG.error("The folder {} can no longer be watched: {}", folder, e.toString());
    }
  }

  /** New sub-folders too; one that is watched already stays so. */
  private void registerAll() throws IOException {
    List<Path> folders;
    try (Stream<Path> walk = Files.walk(folder)) {
      folders = walk.filter(Files::isDirectory).toList();
    }
    for (Path each : folders) {
      each.register(
          watcher,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
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
