package dev.tributary.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {
  @Test
  void letsAStormThroughALineAtATimeAndCountsTheRest() {
    RateLimitedLog line = new RateLimitedLog();
    long[] storm = LongStream.range(0, 1000).map(i -> line.pass()).toArray();

    assertThat(storm[0]).isOne();
    long told = LongStream.of(storm).sum();
    assertThat(LongStream.of(storm).filter(count -> count > 0).count()).isLessThan(10);

    long[] after = new long[2]; // how many came since, and what the next line says
    await()
        .until(
            () -> {
              after[0]++;
              after[1] = line.pass();
              return after[1] > 0;
            });
    assertThat(told + after[1]).isEqualTo(1000 + after[0]);
  }
}
