package dev.tributary.observe.spans;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line when spans no longer get there, one when they do again, and no two in a minute. */
final class CollectorLog {
  private static final Logger LOG = LoggerFactory.getLogger(CollectorLog.class);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final URI endpoint;
  private boolean told = true;
  private long next = System.nanoTime();

  CollectorLog(URI endpoint) {
    this.endpoint = endpoint;
  }

  synchronized void note(boolean taken, Throwable failure) {
    if (taken == told || System.nanoTime() - next < 0) {
      return;
    }
    told = taken;
    next = System.nanoTime() + PAUSE_NANOS;
    if (taken) {
      LOG.info("Spans get to {} again", endpoint);
    } else {
      LOG.warn(
          "Spans do not get to {} and are dropped, messages go on: {} (tributary.otlp.endpoint)",
          endpoint,
          cause(failure));
    }
  }

  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root != null && root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root == null ? "it does not answer" : root.toString();
  }
}
