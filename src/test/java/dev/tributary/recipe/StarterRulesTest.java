package dev.tributary.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.Ran;
import dev.tributary.reload.PipelineFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe starter-rules in a gateway's folder, as its commands see it. */
class StarterRulesTest {
  @TempDir private Path folder;

  private Ran run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(
        List.of(
            "--config",
            folder.resolve("application.properties").toString(),
            "--routes",
            folder.resolve("routes").toString()));
    return Ran.of(all.toArray(String[]::new));
  }

  @Test
  void itIsAddedAndCheckedAndItsCasesPassAndItIsRemoved() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder.resolve("routes"));
    Files.createFile(folder.resolve("application.properties"));
    Ran added = run("add", "starter-rules");
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.out()).contains("analytics/starter-rules.yaml", "cases/starter-rules.yaml");

    assertThat(run("check").out())
        .containsPattern(
            "rules: a device that sends all 5 kinds that they name every 60 s needs about \\d+ KiB of"
                + " memory after a day; a heap of 1 GiB, of which rules may have half, is enough for"
                + " about \\d+ of them")
        .endsWith("Nothing wrong.\n");
    Ran cases = run("test", routes.path().resolve("cases/starter-rules.yaml").toString());
    assertThat(cases.out()).endsWith("6 passed, 0 failed\n");

    assertThat(run("remove", "starter-rules").code()).isZero();
    assertThat(routes.path().resolve("analytics/starter-rules.yaml")).doesNotExist();
  }
}
