package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaHealthTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final KafkaHealth health = new KafkaHealth(Duration.ofSeconds(5));
  private boolean answers;

  /**
   * While Kafka is away its client goes on trying to connect, which opens connections for a moment.
   */
  @Test
  void doNotTakeAConnectionForAnAnswer() {
    long now = System.nanoTime();
    health.connections(1, now);
    tick(now);
    assertThat(health.answersSince(0, now)).isFalse();

    answers = true;
    tick(now + SECOND);
    now = System.nanoTime();
    assertThat(health.answersSince(0, now)).isTrue();
    assertThat(health.answersSince(SECOND, now)).isFalse();
  }

  @Test
  void countFromTheFirstAnswerAfterASilence() {
    answers = true;
    long first = System.nanoTime();
    tick(first);
    assertThat(health.answersSince(0, first + 4 * SECOND)).isTrue();
    assertThat(health.answersSince(3 * SECOND, first + 4 * SECOND)).isTrue();
    assertThat(health.answersSince(0, first + 6 * SECOND)).as("not heard of for long").isFalse();
  }

  private void tick(long now) {
    health.tick(new Asked(), now, 0, null);
  }

  private final class Asked implements Cluster {
    @Override
    public CompletableFuture<Void> probe() {
      return answers
          ? CompletableFuture.completedFuture(null)
          : CompletableFuture.failedFuture(new TimeoutException("nobody is there"));
    }

    @Override
    public CompletableFuture<Map<String, Exception>> ensure(Set<String> topics) {
      return CompletableFuture.completedFuture(Map.of());
    }

    @Override
    public void close() {}
  }
}
