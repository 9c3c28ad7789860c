package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.contract.AddressTemplates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses beside those that come with the gateway, without typing these again. */
class MakersTest {
  @Test
  void addTheTopicsOfMakersAndTemplatesOfOnesOwn() {
    List<String> addresses =
        addresses(
            Map.of(
                "tributary.makers",
                "zigbee2mqtt, tasmota",
                "tributary.addresses.add",
                "N/{gateway}/{device}/+/{kind} [mqtt]"));

    assertThat(addresses)
        .startsWith("devices/{device}/telemetry")
        .contains("zigbee2mqtt/{device} [mqtt]", "tele/{device}/SENSOR [mqtt]")
        .contains("N/{gateway}/{device}/+/{kind} [mqtt]")
        .doesNotContain("webhooks/ttn [device from payload]")
        .hasSize(8 + 2 + 3 + 1);
    assertThat(AddressTemplates.parse(addresses).overlaps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zigbee2mqtt",
        "tasmota",
        "shelly",
        "ttn",
        "chirpstack",
        "owntracks",
        "ruuvi",
        "theengs",
        "aws"
      })
  void knowEachMakerThatIsNamed(String maker) {
    assertThat(addresses(Map.of("tributary.makers", maker)))
        .filteredOn(address -> address.endsWith("[mqtt]"))
        .isNotEmpty();
  }

  @Test
  void refuseAMakerThatIsUnknown() {
    assertThatThrownBy(() -> addresses(Map.of("tributary.makers", "tasmoto")))
        .isInstanceOf(Problems.Found.class)
        .hasMessageContaining("has \"tasmoto\"; did you mean tasmota?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zigbee2mqtt/{device} [mqtt]   Zigbee2MQTT",
        "tele/{device}/SENSOR [mqtt] Tasmota",
        "acme/{device} Acme",
        "acme/{device} [mqt]",
        "acme/# all of it {device}"
      })
  void refuseTextBehindATemplate(String template) {
    assertThatThrownBy(() -> AddressTemplates.parse(List.of(template)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("goes on with");
  }

  @Test
  void takeNamesWithBlanks() {
    assertThat(AddressTemplates.parse(List.of("my home/{device}/living room")).overlaps())
        .isEmpty();
  }

  private static List<String> addresses(Map<String, String> sets) {
    return SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), sets)
        .settings()
        .tributary()
        .addresses();
  }
}
