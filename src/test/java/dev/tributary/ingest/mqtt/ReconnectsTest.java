package dev.tributary.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReconnectsTest {
  private final Reconnects reconnects = new Reconnects();

  @Test
  void waitLongerWhileConnectionsComeToNothing() {
    for (int i = 0; i < 7; i++) {
      Duration unused = reconnects.next();
    }
    assertThat(reconnects.next()).isGreaterThanOrEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void beginAnewAfterAConnectionThatDelivered() {
    for (int cut = 0; cut < 2; cut++) {
      reconnects.lost(Loss.Cause.CLOSED);
      assertThat(reconnects.next()).isLessThanOrEqualTo(Duration.ofMillis(500));
      reconnects.delivered();
    }
  }

  @Test
  void neverWaitLongAfterAConnectionThatDeliveredButFightForNoId() {
    for (int cut = 0; cut < 20; cut++) {
      reconnects.lost(Loss.Cause.CLOSED);
      assertThat(reconnects.next()).isLessThanOrEqualTo(Duration.ofSeconds(8));
      reconnects.delivered();
    }
    assertThat(reconnects.isSuspicious()).isTrue();
    assertThat(reconnects.next()).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void waitMinutesForABrokerThatBreaksTheProtocolWhateverItDelivers() {
    for (int i = 0; i < 9; i++) {
      Duration unused = reconnects.afterViolation();
      reconnects.delivered();
    }
    assertThat(reconnects.afterViolation())
        .isBetween(Duration.ofSeconds(150), Duration.ofMinutes(5));
    reconnects.steady();
    assertThat(reconnects.afterViolation()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void suspectNobodyWhenTheBrokerSaysWhy() {
    for (int cut = 0; cut < 5; cut++) {
      reconnects.lost(Loss.Cause.CLOSED);
      reconnects.lost(Loss.Cause.OTHER);
    }

    assertThat(reconnects.isSuspicious()).isFalse();
  }

  @Test
  void suspectNobodyAfterALongConnection() {
    for (int cut = 0; cut < 5; cut++) {
      reconnects.lost(Loss.Cause.CLOSED);
      Duration unused = reconnects.next();
    }
    reconnects.steady();

    assertThat(reconnects.isSuspicious()).isFalse();
    assertThat(reconnects.next()).isLessThanOrEqualTo(Duration.ofMillis(500));
  }
}
