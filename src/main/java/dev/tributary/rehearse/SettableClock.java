package dev.tributary.rehearse;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Shows what it was set to, or the time of day. */
final class SettableClock extends Clock {
  private volatile Instant shown;

  void set(Instant instant) {
    shown = instant;
  }

  @Override
  public Instant instant() {
    Instant now = shown;
    return now == null ? Instant.now() : now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
