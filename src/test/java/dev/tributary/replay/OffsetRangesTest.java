package dev.tributary.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetRangesTest {
  @Test
  void joinsWhatIsAdjacentAndIsReadBackAsItWas() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      OffsetRanges ranges = new OffsetRanges();
      BitSet expected = new BitSet();
      for (int i = 0; i < 60; i++) {
        int offset = random.nextInt(80);
        ranges.add(offset);
        expected.set(offset);
      }
      OffsetRanges again = OffsetRanges.parse(ranges.toString());
      for (int offset = 0; offset < 82; offset++) {
        assertThat(again.contains(offset)).isEqualTo(expected.get(offset));
      }
      assertThat(again.toString()).isEqualTo(ranges.toString()).doesNotContain("--");
      assertThat(again.end()).isEqualTo(expected.length());
    }
  }

  @Test
  void forgetsTheLowestOfMoreThanABrokerTakes() {
    OffsetRanges ranges = new OffsetRanges();
    for (long offset = 0; offset < 4000; offset += 2) {
      ranges.add(1_000_000 + offset);
    }

    OffsetRanges again = OffsetRanges.parse(ranges.toString());

    assertThat(ranges.toString().length()).isLessThanOrEqualTo(4096);
    assertThat(again.contains(1_003_998)).isTrue();
    assertThat(again.contains(1_000_000)).isFalse();
  }

  @Test
  void forgetsWhatIsNoLongerStored() {
    OffsetRanges ranges = OffsetRanges.parse("1-4,9,12-20");

    ranges.removeBelow(14);

    assertThat(ranges.contains(9)).isFalse();
    assertThat(ranges.contains(14)).isTrue();
  }

  @Test
  void takesWhatItDidNotWriteForNothing() {
    for (String text : new String[] {"", "x", "5-3", "1,,2", "99999999999999999999"}) {
      assertThat(OffsetRanges.parse(text).toString()).isEmpty();
    }
    assertThat(OffsetRanges.parse(null).end()).isZero();
  }
}
