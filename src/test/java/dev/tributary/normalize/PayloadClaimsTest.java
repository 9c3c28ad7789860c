package dev.tributary.normalize;

import static dev.tributary.normalize.NormalizeRoute.events;
import static dev.tributary.normalize.NormalizeRoute.rejection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tributary.contract.Event;
import dev.tributary.contract.Grants;
import dev.tributary.contract.Grants.Grant;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which device and region a payload may name: those that its sender has proved to speak for. */
class PayloadClaimsTest {
  private static final Grants SITE_7 = grants("site7-*", "*");
  private static final Grants SITE_7_IN_EUROPE = grants("site7-*", "eu");
  private static final Grants SITE_7_IN_ALL_EUROPE = grants("site7-*", "eu-*");

  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  @Test
  void publishWhatADeviceOfTheSenderMeasured() {
    assertThat(events(fromAGateway("{\"device\":\"site7-a\",\"temperature\":21.5}", SITE_7)))
        .extracting(Event::device, Event::region)
        .containsExactly(tuple("site7-a", "unknown"));
  }

  @Test
  void refuseADeviceOfAnother() {
    Rejection refusal =
        rejection(fromAGateway("{\"device\":\"site8-a\",\"temperature\":21.5}", SITE_7));

    assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal).hasMessageContaining("site8-a");
  }

  @Test
  void refuseOneOfManyDevices() {
    assertThat(
            rejection(
                    fromAGateway(
                        "[{\"device\":\"site7-a\",\"temp\":1},{\"device\":\"site8-a\",\"temp\":2}]",
                        SITE_7))
                .reason())
        .isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void askNothingWhereNobodyHadToProveAnything() {
    assertThat(fromAGateway("{\"device\":\"site8-a\",\"temperature\":21.5}", null).getException())
        .isNull();
  }

  @Test
  void takeTheRegionThatTheCredentialsAreBoundTo() {
    Exchange exchange =
        fromAGateway("{\"device\":\"site7-a\",\"temperature\":1}", SITE_7_IN_EUROPE);

    assertThat(events(exchange)).extracting(Event::region).containsExactly("eu");
    assertThat(exchange.getVariable(Variables.REGION)).as("for a replay").isEqualTo("eu");
  }

  @Test
  void takeARegionOfThePayloadThatTheCredentialsCover() {
    assertThat(
            events(
                fromAGateway(
                    "{\"device\":\"site7-a\",\"region\":\"eu-west\",\"temperature\":1}",
                    SITE_7_IN_ALL_EUROPE)))
        .extracting(Event::region)
        .containsExactly("eu-west");
  }

  @Test
  void refuseARegionOfThePayloadThatTheyDoNotCover() {
    for (Grants grants : List.of(SITE_7_IN_EUROPE, SITE_7_IN_ALL_EUROPE)) {
      Rejection refusal =
          rejection(
              fromAGateway("{\"device\":\"site7-a\",\"region\":\"us\",\"temperature\":1}", grants));
      assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
      assertThat(refusal).hasMessageContaining("us");
    }
  }

  @Test
  void refuseSuchARegionAlsoWhereTheAddressNamesAnother() {
    assertThat(
            rejection(
                    fromADevice(
                        "{\"region\":\"us\",\"temperature\":1}", "eu", grants("dev-1", "eu")))
                .reason())
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(
            events(
                fromADevice("{\"region\":\"eu\",\"temperature\":1}", "eu", grants("dev-1", "eu"))))
        .extracting(Event::region)
        .containsExactly("eu");
  }

  @Test
  void refuseNoRegionAtAllWhereSeveralAreCovered() {
    assertThat(
            rejection(
                    fromAGateway(
                        "{\"device\":\"site7-a\",\"temperature\":1}", SITE_7_IN_ALL_EUROPE))
                .reason())
        .isEqualTo(Reason.FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", " dev-1", "dev-1 ", "cafe\u0301", "a\u202eb", ""})
  void refuseADeviceOfThePayloadThatIsNoName(String device) {
    Exchange exchange =
        fromAGateway("{\"device\":\"" + device + "\",\"temperature\":1}", grants("*", "*"));

    assertThat(rejection(exchange).reason()).isEqualTo(Reason.BAD_IDENTITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", " eu", "eu ", "cafe\u0301", "a\u202eb"})
  void refuseARegionOfThePayloadThatIsNoName(String region) {
    Exchange exchange = route.send("{\"region\":\"" + region + "\",\"temperature\":1}");

    assertThat(rejection(exchange).reason()).isEqualTo(Reason.BAD_IDENTITY);
  }

  /** An operator may have taken the step throttle out of a route. */
  @ParameterizedTest
  @ValueSource(strings = {Variables.DEVICE, Variables.REGION, Variables.GATEWAY, Variables.KIND})
  void refuseEveryVariableThatIsNoNameWhateverTheRouteDidBefore(String variable) {
    Exchange exchange =
        route.send(
            "{\"temperature\":1}".getBytes(StandardCharsets.UTF_8),
            null,
            message -> message.setVariable(variable, "a\nb"));

    assertThat(rejection(exchange).reason()).isEqualTo(Reason.BAD_IDENTITY);
    assertThat(rejection(exchange)).hasMessageContaining("a\\nb");
  }

  private static Grants grants(String devices, String regions) {
    return new Grants(List.of(new Grant(new NamePattern(devices), new NamePattern(regions))));
  }

  private static Exchange fromAGateway(String payload, Grants grants) {
    return route.send(
        payload.getBytes(StandardCharsets.UTF_8),
        null,
        exchange -> {
          exchange.removeVariable(Variables.DEVICE);
          exchange.setProperty(Variables.GRANTS, grants);
        });
  }

  private static Exchange fromADevice(String payload, String region, Grants grants) {
    return route.send(
        payload.getBytes(StandardCharsets.UTF_8),
        null,
        exchange -> {
          exchange.setVariable(Variables.REGION, region);
          exchange.setProperty(Variables.GRANTS, grants);
        });
  }
}
