package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTimeTest {
  @Test
  void aTimeAsEventsWriteItIsReadAsInstantReadsIt() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(-60_000_000_000_000L, 250_000_000_000_000L);
      assertThat(Json.millis(Json.time(millis))).isEqualTo(millis);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T03:00:00Z",
        "2026-11-21T03:00:00.1Z",
        "2026-11-21T03:00:00.123456Z",
        "2026-11-21T24:00:00.000Z",
        "2024-02-29T23:59:59.999Z",
        "+12026-11-21T03:00:00.00Z",
        "2026-11-21T03:00:00+01:00"
      })
  void otherTimesToo(String text) {
    assertThat(Json.millis(text)).isEqualTo(Instant.parse(text).toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-13-21T03:00:00.000Z",
        "2023-02-29T03:00:00.000Z",
        "2026-11-21T25:00:00.000Z",
        "2026-11-21T03:60:00.000Z",
        "2026-11-21T03:00:00.0x0Z",
        "2026-11-21 03:00:00.000Z",
        ""
      })
  void whatIsNoTimeIsNone(String text) {
    assertThatThrownBy(() -> Json.millis(text)).isInstanceOf(DateTimeException.class);
  }
}
