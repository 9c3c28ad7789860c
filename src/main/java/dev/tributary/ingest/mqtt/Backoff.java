package dev.tributary.ingest.mqtt;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double, each cut by up to a half at random so that gateways do not come in step. */
final class Backoff {
  private final Duration first;
  private final Duration most;
  private Duration step;

  Backoff(Duration first, Duration most) {
    this.first = first;
    this.most = most;
    this.step = first;
  }

  Duration next() {
    long millis = step.toMillis();
    Duration doubled = step.multipliedBy(2);
    step = doubled.compareTo(most) > 0 ? most : doubled;
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
  }

  /** The next pause is at most this long. */
  void ease(Duration longest) {
    step = step.compareTo(longest) > 0 ? longest : step;
  }

  void reset() {
    step = first;
  }
}
