package dev.tributary.tls;

import dev.tributary.support.DaemonThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files were replaced. It looks instead of listening: mounted secrets change behind a
 * symbolic link, which no watch on the folder reports.
 */
public final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final long EVERY_MILLIS = 1000;

  private final List<Path> files;
  private final Runnable changed;
  private final ScheduledExecutorService looks = DaemonThreads.scheduler("tributary-http-files");
  private final ScheduledFuture<?> looking;
  private List<String> seen;

  public FileWatch(List<Path> files, Runnable changed) {
    this.files = files;
    this.changed = changed;
    this.seen = stamps();
    this.looking =
        looks.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    List<String> now = stamps();
    if (!now.equals(seen)) {
      seen = now;
      try {
        changed.run();
      } catch (RuntimeException | Error e) {
        // an exception of its task would stop the timer
        LOG.warn("{} changed but cannot be activated: {}", files, e.toString());
      }
    }
  }

  private List<String> stamps() {
    List<String> stamps = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.add(found.lastModifiedTime() + " " + found.size() + " " + found.fileKey());
      } catch (IOException missing) {
        stamps.add("missing");
      }
    }
    return stamps;
  }

  @Override
  public void close() {
    looking.cancel(true);
    looks.shutdownNow();
  }
}
