package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Event;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whom a payload may name where the address names no device: those its sender may speak for. */
class SpeaksForTest {
  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  @Test
  void publishWhatADeviceOfTheSenderMeasured() {
    assertThat(NormalizeRoute.events(send("site7-a", SpeaksForTest::isOfSite7)))
        .extracting(Event::device)
        .containsExactly("site7-a");
  }

  @Test
  void refuseADeviceOfAnother() {
    Rejection refusal = NormalizeRoute.rejection(send("site8-a", SpeaksForTest::isOfSite7));

    assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal).hasMessageContaining("site8-a");
  }

  @Test
  void askNothingWhereNobodyHadToProveAnything() {
    assertThat(send("site8-a", null).getException()).isNull();
  }

  private static boolean isOfSite7(String device) {
    return device.startsWith("site7-");
  }

  private static Exchange send(String device, Predicate<String> devices) {
    return route.send(
        ("{\"device\":\"" + device + "\",\"temperature\":21.5}").getBytes(StandardCharsets.UTF_8),
        null,
        exchange -> {
          exchange.removeVariable(Variables.DEVICE);
          exchange.setProperty(Variables.SPEAKS_FOR, devices);
        });
  }
}
