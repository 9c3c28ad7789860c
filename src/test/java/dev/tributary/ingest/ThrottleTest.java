package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final Limits.Rate ONE_AN_HOUR = new Limits.Rate(1.0 / 3600, 2);

  private final DefaultCamelContext camel = new DefaultCamelContext();

  @Test
  void rejectADeviceOverItsRateAndSayWhenToComeAgain() {
    Throttle throttle = new Throttle(each(ONE_AN_HOUR));
    throttle.process(message("noisy"));
    throttle.process(message("noisy"));

    assertThatThrownBy(() -> throttle.process(message("noisy")))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(Reason.THROTTLED);
              assertThat(rejection.retryAfter())
                  .isBetween(Duration.ofMinutes(55), Duration.ofMinutes(60));
            });
    assertThatCode(() -> throttle.process(message("quiet"))).doesNotThrowAnyException();
  }

  @Test
  void rejectAnAddressThatNamesNoIdentity() {
    Throttle throttle = new Throttle(Limits.NONE);

    for (String device : List.of("", "a/b", "a+b", "#", "a\u0000", "a\nb", "x".repeat(129))) {
      assertThatThrownBy(() -> throttle.process(message(device)))
          .isInstanceOfSatisfying(
              Rejection.class,
              rejection -> assertThat(rejection.reason()).isEqualTo(Reason.BAD_IDENTITY));
    }
    assertThatCode(() -> throttle.process(message("Küche 2"))).doesNotThrowAnyException();
  }

  @Test
  void letReplayedMessagesPass() {
    Throttle throttle = new Throttle(each(ONE_AN_HOUR));
    Exchange replayed = message("noisy");
    replayed.setVariable(Variables.REPLAYED, 1);

    assertThatCode(
            () -> {
              for (int i = 0; i < 5; i++) {
                throttle.process(replayed);
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void haveNoRoomWhenTheGatewayIsOverItsRate() {
    Throttle throttle = new Throttle(new Limits(ONE_AN_HOUR, List.of()));

    assertThat(throttle.hasRoom()).isTrue();
    throttle.process(message("a"));
    throttle.process(message("b"));
    assertThat(throttle.hasRoom()).isFalse();
  }

  @Test
  void takeUpNewLimits() {
    Throttle throttle = new Throttle(new Limits(ONE_AN_HOUR, List.of()));
    throttle.process(message("a"));
    throttle.process(message("a"));

    throttle.reload(Limits.NONE);

    assertThat(throttle.hasRoom()).isTrue();
  }

  @Test
  void keepAHundredThousandDevicesInLessThanAHundredMegabytes() {
    Throttle throttle = new Throttle(each(new Limits.Rate(10, 10)));
    long before = used();
    for (int i = 0; i < 100_000; i++) {
      throttle.process(message("device-" + i));
    }
    assertThat(used() - before).isLessThan(100L << 20);
    assertThat(throttle.devices()).isEqualTo(100_000);
  }

  @Test
  void keepNoMoreDevicesThanItHasRoomFor() {
    Throttle throttle = new Throttle(each(new Limits.Rate(10, 10)));
    for (int i = 0; i < Throttle.MOST_DEVICES + 50_000; i++) {
      throttle.process(message("device-" + i));
    }
    assertThat(throttle.devices()).isBetween(1L, (long) Throttle.MOST_DEVICES);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Limits each(Limits.Rate rate) {
    return new Limits(null, List.of(new Limits.Rule(null, null, null, rate)));
  }

  private Exchange message(String device) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.setVariable(Variables.DEVICE, device);
    exchange.setVariable(Variables.PROTOCOL, "mqtt");
    return exchange;
  }
}
