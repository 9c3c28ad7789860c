package dev.tributary.ingest.coap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TuningTest {
  @Test
  void keepsUploadsWithinAnEighthOfTheHeapButTakesOne() {
    assertThat(Tuning.uploadBytes(8L << 30, 256 << 10)).isEqualTo(64L << 20);
    assertThat(Tuning.uploadBytes(256L << 20, 256 << 10)).isEqualTo(32L << 20);
    assertThat(Tuning.uploadBytes(256L << 20, 100 << 20)).isEqualTo(100L << 20);
  }

  @Test
  void remembersNoMoreThanAQuarterOfTheHeapHolds() {
    assertThat(Tuning.exchanges(8L << 30)).isEqualTo(100_000);
    assertThat(Tuning.exchanges(128L << 20)).isEqualTo(65_536);
  }
}
