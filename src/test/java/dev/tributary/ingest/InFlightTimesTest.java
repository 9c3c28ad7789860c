package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTimesTest {
  private static final long NOW = 1_000_000_000_000L;
  private final InFlightTimes times = new InFlightTimes();

  @Test
  void withNothingInFlightAllUntilNowIsSettled() {
    assertThat(times.settledUntil(NOW)).isEqualTo(NOW);
    assertThat(times.settledUntil(NOW + 999)).isEqualTo(NOW + 750);
  }

  @Test
  void whatIsInFlightHoldsTheTimeUntilItLeaves() {
    int first = times.enter(NOW + 100);
    int second = times.enter(NOW + 600);
    assertThat(times.settledUntil(NOW + 5_000)).isEqualTo(NOW);
    times.leave(first);
    assertThat(times.settledUntil(NOW + 5_000)).isEqualTo(NOW + 500);
    times.leave(second);
    assertThat(times.settledUntil(NOW + 5_000)).isEqualTo(NOW + 5_000);
  }

  @Test
  void itNeverGoesBack() {
    assertThat(times.settledUntil(NOW + 5_000)).isEqualTo(NOW + 5_000);
    times.enter(NOW);
    assertThat(times.settledUntil(NOW + 4_000)).isEqualTo(NOW + 5_000);
  }

  @Test
  void whatIsInFlightForAnHourHoldsItStill() {
    int old = times.enter(NOW);
    assertThat(times.settledUntil(NOW + 1_000)).isEqualTo(NOW);
    for (int minute = 1; minute <= 60; minute++) {
      int other = times.enter(NOW + minute * 60_000L);
      assertThat(times.settledUntil(NOW + minute * 60_000L)).isEqualTo(NOW);
      times.leave(other);
    }
    times.leave(old);
    assertThat(times.settledUntil(NOW + 3_600_000)).isEqualTo(NOW + 3_600_000);
  }
}
