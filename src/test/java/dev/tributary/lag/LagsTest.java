package dev.tributary.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagsTest {
  private static final TopicPartition FIRST = new TopicPartition("iot.sensor.temperature", 0);
  private static final TopicPartition SECOND = new TopicPartition("iot.sensor.temperature", 1);
  private static final TopicPartition OTHER = new TopicPartition("iot.device.gps", 0);
  private static final long SECONDS = 1_000;

  private final Lags lags = new Lags();

  @Test
  void addUpWhatAGroupHasNotProcessed() {
    Lags.Group group =
        lags.take(
                positions(
                    Map.of(FIRST, 100L, SECOND, 50L, OTHER, 10L),
                    Map.of(FIRST, 40L, SECOND, 50L, OTHER, 9L)),
                0)
            .groups()
            .get("g");

    assertThat(group.lag()).isEqualTo(61);
    assertThat(group.worst()).isEqualTo(60);
    assertThat(group.topics()).isEqualTo(2);
    assertThat(group.processed()).isEqualTo(99);
  }

  @Test
  void knowHowLongTheOldestHasBeenSeenToWait() {
    Map<TopicPartition, Long> processed = Map.of(FIRST, 12L);
    assertThat(age(Map.of(FIRST, 12L), processed, 0)).isZero();
    assertThat(age(Map.of(FIRST, 13L), processed, 10 * SECONDS)).isZero();
    assertThat(age(Map.of(FIRST, 90L), processed, 70 * SECONDS)).isEqualTo(60 * SECONDS);

    assertThat(age(Map.of(FIRST, 90L), Map.of(FIRST, 13L), 80 * SECONDS)).isEqualTo(10 * SECONDS);
    assertThat(age(Map.of(FIRST, 90L), Map.of(FIRST, 90L), 90 * SECONDS)).isZero();
  }

  @Test
  void countWhatWasThereBeforeFromTheStart() {
    assertThat(age(Map.of(FIRST, 1000L), Map.of(FIRST, 0L), 5 * SECONDS)).isZero();
    assertThat(age(Map.of(FIRST, 1000L), Map.of(FIRST, 0L), 3605 * SECONDS))
        .isEqualTo(3600 * SECONDS);
  }

  @Test
  void rememberLongAgesInBoundedMemory() {
    long end = 0;
    long millis = 0;
    for (int look = 0; look < 100_000; look++) {
      end += 7;
      millis += 10 * SECONDS;
      lags.take(positions(Map.of(FIRST, end), Map.of()), millis);
    }
    long hour = 360;
    long offset = end - 7 * hour;

    assertThat(age(Map.of(FIRST, end), Map.of(FIRST, offset), millis))
        .isBetween(3600 * SECONDS * 7 / 8, 3600 * SECONDS);
  }

  @Test
  void rememberFewLooks() {
    EndHistory history = new EndHistory();
    for (int look = 0; look < 1_000_000; look++) {
      history.note(look * 10L * SECONDS, look);
    }

    assertThat(history.size()).isLessThan(200);
  }

  @Test
  void forgetATopicThatWasMadeAnew() {
    age(Map.of(FIRST, 1000L), Map.of(FIRST, 1000L), 0);

    assertThat(age(Map.of(FIRST, 5L), Map.of(FIRST, 1000L), 10 * SECONDS)).isZero();
    assertThat(age(Map.of(FIRST, 5L), Map.of(FIRST, 0L), 30 * SECONDS)).isEqualTo(20 * SECONDS);
  }

  @Test
  void compareTheBusiestPartitionWithTheMean() {
    assertThat(topic(Map.of(FIRST, 500L, SECOND, 0L), 0).skew()).isOne();
    assertThat(topic(Map.of(FIRST, 600L, SECOND, 100L), 60 * SECONDS).skew()).isOne();
    assertThat(topic(Map.of(FIRST, 800L, SECOND, 100L), 120 * SECONDS).skew()).isEqualTo(1.5);
    assertThat(topic(Map.of(FIRST, 800L, SECOND, 100L), 1000 * SECONDS).skew()).isOne();
    assertThat(topic(Map.of(FIRST, 800L, SECOND, 100L), 1000 * SECONDS).records()).isEqualTo(900);
  }

  @Test
  void leaveOutWhatRulesKeepForThemselves() {
    Lags.Figures figures =
        lags.take(
            positions(
                Map.of(new TopicPartition("iot.analytics-results-repartition", 0), 9L), Map.of()),
            0);

    assertThat(figures.topics()).isEmpty();
  }

  private long age(
      Map<TopicPartition, Long> ends, Map<TopicPartition, Long> processed, long millis) {
    return lags.take(positions(ends, processed), millis).groups().get("g").ageMillis();
  }

  private Lags.Topic topic(Map<TopicPartition, Long> ends, long millis) {
    return lags.take(positions(ends, Map.of()), millis).topics().get(FIRST.topic());
  }

  private static Positions positions(
      Map<TopicPartition, Long> ends, Map<TopicPartition, Long> processed) {
    return new Positions(
        new HashMap<>(ends), Map.of("g", new Positions.Group(1, new HashMap<>(processed))));
  }
}
