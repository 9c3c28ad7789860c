package dev.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTemplatesTest {
  private final AddressTemplates templates =
      AddressTemplates.parse(
          List.of(
              "devices/{device}/telemetry",
              "devices/{device}/telemetry/{kind}",
              "regions/{region}/devices/{device}/telemetry",
              "gateways/{gateway}/telemetry",
              "spBv1.0/{device}/NDATA/{device}",
              "zigbee2mqtt/{device}/#",
              "hooks/lora [device from payload]"));

  @Test
  void takesDeviceRegionKindAndGatewayFromTheirLevels() {
    assertThat(templates.match("devices/dev-1/telemetry"))
        .hasValue(new Address("devices/dev-1/telemetry", "dev-1", null, null, null));
    assertThat(templates.match("devices/dev-1/telemetry/humidity").orElseThrow().kind())
        .isEqualTo("humidity");
    assertThat(templates.match("regions/eu/devices/d/telemetry").orElseThrow().region())
        .isEqualTo("eu");
    assertThat(templates.match("gateways/gw/telemetry").orElseThrow().gateway()).isEqualTo("gw");
  }

  @Test
  void joinsAVariableThatStandsTwiceAndSplitsALevelThatHoldsTwo() {
    assertThat(templates.match("spBv1.0/plant/NDATA/press").orElseThrow().device())
        .isEqualTo("plant.press");
    Address joined =
        AddressTemplates.parse(List.of("site-{region}/+/{gateway}.{device}"))
            .match("site-north/x/gw1.dev.2")
            .orElseThrow();
    assertThat(joined.region()).isEqualTo("north");
    assertThat(joined.gateway()).isEqualTo("gw1");
    assertThat(joined.device()).isEqualTo("dev.2");
  }

  @Test
  void matchesTheWildcardsOfMqtt() {
    assertThat(templates.match("zigbee2mqtt/lamp")).isPresent();
    assertThat(templates.match("zigbee2mqtt/lamp/a/b")).isPresent();
    assertThat(templates.match("hooks/lora").orElseThrow().device()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "devices", "devices/d/telemetry/a/b", "/devices/d/telemetry"})
  void findsNothingElsewhere(String address) {
    assertThat(templates.match(address)).isEmpty();
  }

  @Test
  void keepsASlashThatWasDecodedInsideItsLevel() {
    assertThat(
            templates
                .match("devices/a%2Fb/telemetry", new String[] {"devices", "a/b", "telemetry"})
                .orElseThrow()
                .device())
        .isEqualTo("a/b");
  }

  @Test
  void givesTheMqttSubscriptionsAndTheHttpPaths() {
    assertThat(templates.mqttFilters())
        .contains("devices/+/telemetry", "devices/+/telemetry/+", "zigbee2mqtt/+/#", "hooks/lora");
    assertThat(templates.paths())
        .contains("/devices/{device}/telemetry", "/hooks/lora")
        .doesNotContain("/zigbee2mqtt/{device}/#");
  }

  @Test
  void namesOverlappingTemplates() {
    assertThat(templates.overlaps()).isEmpty();
    assertThat(AddressTemplates.parse(List.of("a/{device}/#", "a/{device}/status")).overlaps())
        .containsExactly(
            "address templates must not overlap, but \"a/{device}/#\" and \"a/{device}/status\""
                + " match the same addresses");
    assertThat(AddressTemplates.parse(List.of("{device}/x", "a/{device}")).overlaps()).hasSize(1);
    assertThat(AddressTemplates.parse(List.of("s-{device}/x", "a/{device}")).overlaps())
        .as("a filter knows only whole levels")
        .hasSize(1);
    assertThat(AddressTemplates.parse(List.of("a/{device}/x", "b/{device}/x")).overlaps())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devices/telemetry",
        "/devices/{device}",
        "devices//{device}",
        "devices/{dev}/x",
        "devices/#/{device}",
        "devices/a+/{device}",
        "devices/{device/x"
      })
  void refusesAWrongTemplateAndShowsIt(String template) {
    assertThatThrownBy(() -> AddressTemplates.parse(List.of(template)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(template.contains("{dev}") ? "{dev}" : template);
  }

  @Test
  void needsNoHttpPathForWhatIsMqttsAlone() {
    assertThat(
            AddressTemplates.parse(
                    List.of(
                        "zigbee2mqtt/{device} [mqtt]",
                        "hooks/lora [device from payload]",
                        "tele/{gateway}/SENSOR [mqtt] [device from payload]"))
                .paths())
        .containsExactly("/hooks/lora");
  }

  /** What the comments of application.properties offer can all be added at once. */
  @Test
  void offersMakersAddressesThatFitTogetherAndWithTheDefaults() throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "devices/{device}/telemetry",
                "devices/{device}/telemetry/{kind}",
                "devices/{device}/status",
                "gateways/{gateway}/telemetry",
                "regions/{region}/devices/{device}/telemetry",
                "regions/{region}/devices/{device}/telemetry/{kind}",
                "regions/{region}/devices/{device}/status",
                "regions/{region}/gateways/{gateway}/telemetry"));
    int defaults = all.size();
    try (InputStream makers =
        AddressTemplates.class.getResourceAsStream("/dev/tributary/config/makers.properties")) {
      new String(makers.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("#   "))
          .forEach(line -> all.add(line.substring(4).split(" {2,}", 2)[0]));
    }
    assertThat(all.size()).isGreaterThan(defaults + 20);
    assertThat(AddressTemplates.parse(all).overlaps()).isEmpty();
  }
}
