package dev.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.project.Project;
import dev.tributary.reload.PipelineFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that are shipped as comments. */
class ShippedRulesTest {
  private static final String FILE = "analytics/rules.yaml";

  @TempDir private Path temporary;

  @Test
  void areNoneUntilTheirCommentsAreTakenAway() {
    assertThat(AnalyticsModule.rules(Project.read(Path.of("routes"))).isEmpty()).isTrue();
  }

  @Test
  void areWellWithoutTheirComments() throws Exception {
    PipelineFolder folder = PipelineFolder.copy(temporary.resolve("routes"));
    Files.createDirectories(folder.path().resolve("analytics/zones"));
    folder.save(
        "analytics/zones/depots.geojson",
        """
        {"type":"Feature","properties":{"radius":100},
         "geometry":{"type":"Point","coordinates":[11.6,48.1]}}
        """);
    folder.save("analytics/registry.yaml", "\"cold-*\": {max_temperature: 8}");
    String shipped = Files.readString(Path.of("routes", FILE));
    folder.save(FILE, shipped.replaceAll("(?m)^#(-|  )", "$1"));

    Project project = Project.read(folder.path());
    assertThat(AnalyticsModule.problems(project)).isEmpty();
    assertThat(AnalyticsModule.rules(project).all()).hasSizeGreaterThanOrEqualTo(9);
  }
}
