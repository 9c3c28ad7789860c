package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LaneTest {
  @Test
  void aFailedListComesAgainAfterATimeThatDoubles() {
    Lane lane = lane();
    long now = 0;
    for (long wait : List.of(500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000)) {
      assertThat(lane.take(now)).hasSize(1);
      lane.failed(now, 0);
      assertThat(lane.isReady(now + millis(wait) - 1)).isFalse();
      now += millis(wait);
    }
    assertThat(lane.take(now)).hasSize(1);
    lane.succeeded();
    assertThat(lane.isEmpty()).isTrue();
  }

  @Test
  void itWaitsAsLongAsTheFarEndAsks() {
    Lane lane = lane();
    assertThat(lane.take(0)).hasSize(1);
    lane.failed(0, millis(60_000));
    assertThat(lane.isReady(millis(59_999))).isFalse();
    assertThat(lane.take(millis(60_000))).hasSize(1);
    lane.failed(millis(60_000), millis(1));
    assertThat(lane.isReady(millis(60_999))).isFalse();
    assertThat(lane.isReady(millis(61_000))).isTrue();
  }

  private static Lane lane() {
    Lane lane = new Lane(10, 0);
    byte[] value = "{}".getBytes(UTF_8);
    lane.add(List.of(new OutRecord(new ConsumerRecord<>("t", 0, 0, null, value))), 0);
    return lane;
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
