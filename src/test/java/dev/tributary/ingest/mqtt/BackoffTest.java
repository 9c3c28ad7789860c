package dev.tributary.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

  @Test
  void doublesUpToItsLongestPauseWithinItsJitter() {
    for (long step : new long[] {1_000, 2_000, 4_000, 5_000, 5_000}) {
      assertThat(backoff.next().toMillis()).isBetween(step / 2, step);
    }
  }

  @Test
  void beginsAgainWhenReset() {
    backoff.next();
    backoff.next();
    backoff.reset();
    assertThat(backoff.next().toMillis()).isBetween(500L, 1_000L);
  }
}
