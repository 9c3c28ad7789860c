package dev.tributary.ingest.coap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TuningTest {
  @Test
  void keepsTheBuffersOfUploadsWithinTheirBytes() {
    assertThat(Tuning.uploads(256 << 10)).isEqualTo(256);
    assertThat(Tuning.uploads(1 << 10)).isEqualTo(4096);
    assertThat(Tuning.uploads(64 << 20)).isEqualTo(16);
  }

  @Test
  void remembersNoMoreThanAQuarterOfTheHeapHolds() {
    assertThat(Tuning.exchanges(8L << 30)).isEqualTo(100_000);
    assertThat(Tuning.exchanges(256L << 20)).isEqualTo(32_768);
  }
}
