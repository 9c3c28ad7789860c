package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases leave nothing out that is shipped. */
class CaseCoverageTest {
  @Test
  void haveEveryKind() throws IOException {
    Set<String> expected = new HashSet<>();
    for (JsonNode item : FuzzSeeds.cases()) {
      item.at("/expected/records").forEach(r -> expected.add(r.at("/value/kind").asText()));
    }
    Set<String> shipped = Normalization.kinds(Project.read(NormalizeRoute.ROUTES)).orElseThrow();
    assertThat(shipped).hasSizeGreaterThan(60);
    assertThat(new TreeSet<>(expected)).containsAll(shipped);
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
        "shadow",
        "senml",
        "flat"
      })
  void haveAFileForEachFormat(String name) {
    assertThat(Files.exists(Path.of("routes/cases", name + ".yaml"))).isTrue();
  }
}
