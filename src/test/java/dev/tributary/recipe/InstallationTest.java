package dev.tributary.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.library.Lock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  private static final Recipe RECIPE =
      new Recipe(
          "ring",
          "Rings a bell.",
          List.of(),
          List.of(
              new Recipe.Setting("url", "http://bell", "Where the bell is."),
              new Recipe.Setting("times", "3", "How often it rings.")),
          Map.of("ring.camel.yaml", "- from:\n", "cases/ring.yaml", "[]\n"));
  private static final String SETTINGS = "own.key=1";

  @TempDir private Path folder;

  private Path config;
  private Path routes;
  private Installation installation;

  @BeforeEach
  void layOut() throws IOException {
    config = folder.resolve("application.properties");
    routes = Files.createDirectories(folder.resolve("routes"));
    Files.writeString(config, SETTINGS);
    installation = new Installation(config, routes, folder.resolve("lib"));
  }

  @Test
  void writeFilesAndCommentedSettingsOnce() throws IOException {
    Installation.Result result = installation.add(RECIPE);
    assertThat(result.files())
        .containsExactlyInAnyOrder(
            routes.resolve("ring.camel.yaml").toString(),
            routes.resolve("cases/ring.yaml").toString());
    assertThat(Files.readString(config))
        .isEqualTo(
            """
            own.key=1

            # --- ring (added) ---
            # Where the bell is.
            #ring.url=http://bell
            # How often it rings.
            #ring.times=3
            """);
    assertThat(installation.add(RECIPE).isEmpty()).isTrue();
    assertThat(Files.readString(config)).containsOnlyOnce("#ring.url");
  }

  @Test
  void takeAllOfItAway() throws IOException {
    installation.add(RECIPE);
    assertThat(installation.remove("ring")).isEmpty();
    assertThat(routes.resolve("ring.camel.yaml")).doesNotExist();
    assertThat(routes.resolve("cases/ring.yaml")).doesNotExist();
    assertThat(Files.readString(config).strip()).isEqualTo(SETTINGS);
    assertThat(Lock.read(folder.resolve("lib")).added()).isEmpty();
  }

  @Test
  void leaveWhatWasChanged() throws IOException {
    installation.add(RECIPE);
    Files.writeString(routes.resolve("ring.camel.yaml"), "- from: other\n");
    Files.writeString(
        config, Files.readString(config).replace("#ring.url=http://bell", "ring.url=http://mine"));
    assertThat(installation.remove("ring"))
        .containsExactly(routes.resolve("ring.camel.yaml").toString(), config + ": ring.url");
    assertThat(routes.resolve("ring.camel.yaml")).hasContent("- from: other\n");
    assertThat(Files.readString(config))
        .contains("ring.url=http://mine")
        .doesNotContain("#ring.times");
  }

  @Test
  void writeNothingWhereAFileIsInTheWay() throws IOException {
    Files.writeString(routes.resolve("ring.camel.yaml"), "mine");
    assertThatThrownBy(() -> installation.add(RECIPE))
        .hasMessageContaining("ring.camel.yaml is there already and is not what add would write");
    assertThat(Files.readString(config)).isEqualTo(SETTINGS);
    assertThat(folder.resolve("lib")).doesNotExist();
  }

  @Test
  void keepSettingsThatAreThereAlready() throws IOException {
    Files.writeString(config, "ring.url=http://mine\n");
    installation.add(RECIPE);
    assertThat(Files.readString(config)).isEqualTo("ring.url=http://mine\n");
    installation.remove("ring");
    assertThat(Files.readString(config)).isEqualTo("ring.url=http://mine\n");
  }

  @Test
  void goOnWhereItWasKilled() throws IOException {
    installation.add(RECIPE);
    Files.move(routes.resolve("cases/ring.yaml"), routes.resolve("cases/.ring.yaml.part"));
    assertThat(installation.add(RECIPE).files())
        .containsExactly(routes.resolve("cases/ring.yaml").toString());
    assertThat(routes.resolve("cases/.ring.yaml.part")).doesNotExist();
  }
}
