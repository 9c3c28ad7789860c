package dev.tributary.net;

import dev.tributary.support.RateLimitedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections a listener has open, and how many it may have. */
public final class ConnectionLimit {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);
  private static final long LATELY_NANOS = Duration.ofMinutes(1).toNanos();

  private final String listener;
  private final int most;
  private final String why;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();
  private final RateLimitedLog refusals = new RateLimitedLog();
  private final RateLimitedLog failures = new RateLimitedLog();
  private volatile long lastRefusal;

  /**
   * @param listener for log lines
   * @param why what sets the limit, for log lines
   */
  public ConnectionLimit(String listener, int most, String why) {
    this.listener = listener;
    this.most = most;
    this.why = why;
  }

  public int most() {
    return most;
  }

  public int open() {
    return open.get();
  }

  /** How many were closed at once. */
  public long refused() {
    return refused.get();
  }

  /** One sentence while connections are refused, and for a minute after the last; else empty. */
  public String shortage() {
    return refused.get() > 0 && System.nanoTime() - lastRefusal < LATELY_NANOS
        ? "%s refused connections within the last minute: %s".formatted(listener, reason())
        : "";
  }

  private String reason() {
    return "no more than %d may be open (%s)".formatted(most, why);
  }

  /** Counts one more; false where that is one too many, which is then to be closed. */
  boolean opened() {
    if (open.incrementAndGet() <= most) {
      return true;
    }
    open.decrementAndGet();
    lastRefusal = System.nanoTime();
    refused.incrementAndGet();
    long count = refusals.pass();
    if (count > 0) {
      LOG.warn(
          "{} refused connections, {} since the last such line: {}", listener, count, reason());
    }
    return false;
  }

  void closed() {
    open.decrementAndGet();
  }

  /** The system gave no connection: most likely, the process has all open files that it may. */
  void failed(IOException e) {
    long count = failures.pass();
    if (count > 0) {
      LOG.warn(
          "{} could not accept connections, {} times since the last such line: {} (where it is the limit of open files: {})",
          listener,
          count,
          e.getMessage(),
          OpenFiles.HOW);
    }
  }
}
