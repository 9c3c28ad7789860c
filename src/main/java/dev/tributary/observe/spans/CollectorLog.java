package dev.tributary.observe.spans;

import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line when spans no longer get there, one when they do again, and no two in a minute. */
final class CollectorLog {
  private static final Logger LOG = LoggerFactory.getLogger(CollectorLog.class);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final URI endpoint;
  private boolean reported = true;
  private long next = System.nanoTime();

  CollectorLog(URI endpoint) {
    this.endpoint = endpoint;
  }

  synchronized void note(boolean taken, Throwable failure) {
    if (taken == reported || System.nanoTime() - next < 0) {
      return;
    }
    reported = taken;
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

  /** What stands behind the wrappings; an answer other than 2xx is all wrapping. */
  static String cause(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && isWrapping(cause)) {
      cause = cause.getCause();
    }
    return cause == null
        ? "it does not take them (is this the path for traces, are the headers right?)"
        : cause.toString();
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof CompletionException
        || failure instanceof UncheckedIOException
        || failure.getClass().getName().startsWith("io.opentelemetry.");
  }
}
