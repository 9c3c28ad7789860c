package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is generated is committed. {@code mvn test -Dtest=SettingsDocsTest
 * -Dtributary.generate=true} writes it anew.
 */
class SettingsDocsTest {
  @Test
  void thePageIsTheOneThatTheDefinitionsGive() throws IOException {
    isCommitted(Path.of("docs/configuration.md"), SettingsDocs.markdown());
  }

  @Test
  void theFileIsTheOneThatTheDefinitionsGive() throws IOException {
    isCommitted(Path.of("application.properties"), SettingsDocs.properties());
  }

  @Test
  void theFileUncommentedIsValidAndGivesTheDefaults() throws IOException {
    Path file = Path.of("target", "uncommented.properties");
    StringBuilder keys = new StringBuilder();
    boolean within = false;
    for (String line : SettingsDocs.properties().lines().toList()) {
      within = line.startsWith("#tributary.") || (within && line.startsWith("#   "));
      if (within) {
        keys.append(line.substring(1)).append('\n');
        within = line.endsWith("\\");
      }
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, keys);

    SettingsLoader.Loaded all = SettingsLoader.load(Mode.RUN, file, Map.of(), Map.of());
    SettingsLoader.Loaded none =
        SettingsLoader.load(
            Mode.RUN,
            Path.of("application.properties"),
            Map.of("TRIBUTARY_MQTT_BROKER_URL", "", "TRIBUTARY_KAFKA_BROKERS", ""),
            Map.of());

    assertThat(all.inForce()).isEqualTo(none.inForce());
  }

  private static void isCommitted(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("tributary.generate")) {
      Files.writeString(file, generated);
    }
    assertThat(Files.readString(file)).as(file + " is generated").isEqualTo(generated);
  }
}
