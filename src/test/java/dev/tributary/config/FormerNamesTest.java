package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormerNamesTest {
  private static final FormerNames FORMER =
      new FormerNames(
          Map.of(
              "tributary.http.listen-port", "tributary.http.port",
              "tributary.mqtt.secret", "tributary.mqtt.password"));

  @TempDir private Path folder;

  private record Renamed(@Setting(value = "A port.", formerly = "tributary.x.old") int port) {}

  @Test
  void comeFromTheDefinitions() {
    Definition definition =
        Definition.of(Renamed.class.getRecordComponents()[0], "tributary.section.");

    FormerNames names = FormerNames.of(List.of(definition));

    assertThat(names.today("tributary.x.old")).isEqualTo("tributary.section.port");
    assertThat(names.today("tributary.other")).isEqualTo("tributary.other");
  }

  @Test
  void countInTheFileWithAHint() throws IOException {
    SettingsLoader.Loaded loaded = load("tributary.http.listen-port=8081\n", Map.of(), Map.of());

    assertThat(loaded.settings().tributary().http().port()).hasValue(8081);
    assertThat(loaded.warnings())
        .contains(
            "tributary.http.listen-port is now tributary.http.port (application.properties:1):"
                + " rename it");
    assertThat(loaded.inForce()).containsEntry("tributary.http.port", "8081");
  }

  @Test
  void countInTheEnvironmentInFilesOfSecretsAndInSetToo() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2\n");

    SettingsLoader.Loaded loaded =
        load(
            "",
            Map.of("TRIBUTARY_MQTT_SECRET_FILE", secret.toString()),
            Map.of("tributary.http.listen-port", "8082"));

    assertThat(loaded.settings().tributary().mqtt().password()).isEqualTo("hunter2");
    assertThat(loaded.settings().tributary().http().port()).hasValue(8082);
    assertThat(loaded.warnings())
        .contains(
            "tributary.http.listen-port is now tributary.http.port (--set): rename it",
            "tributary.mqtt.secret is now tributary.mqtt.password (environment"
                + " TRIBUTARY_MQTT_SECRET_FILE): rename it");
    assertThat(loaded.inForce()).containsEntry("tributary.mqtt.password", "[hidden]");
  }

  @Test
  void areTheSameKeyTwiceBesideTheNewOne() {
    assertThatThrownBy(
            () ->
                load(
                    "tributary.http.listen-port=8081\ntributary.http.port=8082\n",
                    Map.of(),
                    Map.of()))
        .hasMessageContaining(
            "tributary.http.port must be given once but stands twice (application.properties:1 and"
                + " line 2)");
  }

  @Test
  void areNoKeysOfToday() {
    Set<String> keys = new HashSet<>();
    Definition.all().forEach(definition -> keys.add(definition.key()));

    assertThat(FormerNames.of(Definition.all()).today().keySet()).doesNotContainAnyElementsOf(keys);
  }

  private SettingsLoader.Loaded load(
      String file, Map<String, String> environment, Map<String, String> sets) throws IOException {
    Path config = Files.writeString(folder.resolve("application.properties"), file);
    return SettingsLoader.load(Mode.DEV, config, environment, sets, FORMER);
  }
}
