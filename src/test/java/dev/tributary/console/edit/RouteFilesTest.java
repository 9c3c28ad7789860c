package dev.tributary.console.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.console.page.ConsoleFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteFilesTest {
  @TempDir Path directory;
  private Path routes;
  private RouteFiles files;

  @BeforeEach
  void makeFolder() throws Exception {
    routes = Files.createDirectories(directory.resolve("routes"));
    Files.createDirectories(routes.resolve("mappings"));
    Files.writeString(routes.resolve("kinds.yaml"), "kinds: {}\n");
    Files.writeString(directory.resolve("outside.yaml"), "secret: 1\n");
    files = new RouteFiles(routes);
  }

  @Test
  void writesAFileAsAWholeAndKeepsItsRights() throws Exception {
    Path kinds = routes.resolve("kinds.yaml");
    Files.setPosixFilePermissions(kinds, PosixFilePermissions.fromString("rw-r-----"));
    RouteFiles.Content opened = files.open("kinds.yaml");

    RouteFiles.Content saved = files.save("kinds.yaml", "kinds: { a: {} }\n", opened.digest());

    assertThat(kinds).hasContent("kinds: { a: {} }\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kinds)))
        .isEqualTo("rw-r-----");
    assertThat(files.open("kinds.yaml")).isEqualTo(saved);
    try (var all = Files.list(routes)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("kinds.yaml", "mappings");
    }
  }

  @Test
  void refusesASaveOfAFileThatWasChangedMeanwhile() throws Exception {
    RouteFiles.Content opened = files.open("kinds.yaml");
    Files.writeString(routes.resolve("kinds.yaml"), "kinds: { other: {} }\n");

    assertThatThrownBy(() -> files.save("kinds.yaml", "mine\n", opened.digest()))
        .isInstanceOfSatisfying(ConsoleFailure.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessageContaining("was changed since it was opened");
    assertThat(routes.resolve("kinds.yaml")).hasContent("kinds: { other: {} }\n");
    assertThatThrownBy(() -> files.save("kinds.yaml", "mine\n", RouteFiles.NEW))
        .hasMessageContaining("was changed");
  }

  @Test
  void refusesASaveOfAFileThatWasDeletedMeanwhile() throws Exception {
    RouteFiles.Content opened = files.open("kinds.yaml");
    Files.delete(routes.resolve("kinds.yaml"));

    assertThatThrownBy(() -> files.save("kinds.yaml", "mine\n", opened.digest()))
        .hasMessageContaining("was deleted since it was opened");
    files.save("kinds.yaml", "mine\n", RouteFiles.NEW);
    assertThat(routes.resolve("kinds.yaml")).hasContent("mine\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.yaml",
        "mappings/../../outside.yaml",
        "/etc/passwd.yaml",
        "./kinds.yaml",
        "mappings//a.jslt",
        ".hidden.yaml",
        "mappings/.a.jslt",
        "a.sh",
        "lib/a.jar",
        "kinds.yaml\u0000.sh",
        "mappings\\a.jslt",
        "nowhere/a.jslt",
        "a b.yaml",
        "",
        "%2e%2e/outside.yaml"
      })
  void refusesEveryNameThatIsNoFileOfTheFolder(String name) {
    assertThatThrownBy(() -> files.save(name, "x\n", RouteFiles.NEW))
        .isInstanceOfSatisfying(ConsoleFailure.class, e -> assertThat(e.status()).isEqualTo(400));
    assertThatThrownBy(() -> files.open(name))
        .isInstanceOfSatisfying(ConsoleFailure.class, e -> assertThat(e.status()).isEqualTo(404));
    assertThat(directory.resolve("outside.yaml")).hasContent("secret: 1\n");
  }

  @Test
  void writesThroughNoLink() throws Exception {
    Files.createSymbolicLink(routes.resolve("link.yaml"), directory.resolve("outside.yaml"));
    Files.createSymbolicLink(routes.resolve("away"), directory);

    for (String name : new String[] {"link.yaml", "away/outside.yaml"}) {
      RouteFiles.Content opened = files.open(name);
      assertThatThrownBy(() -> files.save(name, "x\n", opened.digest()))
          .isInstanceOf(ConsoleFailure.class)
          .hasMessageContaining("link");
    }
    assertThat(directory.resolve("outside.yaml")).hasContent("secret: 1\n");
    assertThat(files.list())
        .filteredOn(file -> file.name().equals("link.yaml"))
        .singleElement()
        .satisfies(file -> assertThat(file.readOnly()).contains("link"));
  }

  @Test
  void refusesATextThatIsTooLong() {
    assertThatThrownBy(
            () -> files.save("mappings/a.jslt", "ä".repeat(RouteFiles.MOST_BYTES), RouteFiles.NEW))
        .isInstanceOfSatisfying(ConsoleFailure.class, e -> assertThat(e.status()).isEqualTo(413));
    assertThat(routes.resolve("mappings/a.jslt")).doesNotExist();
  }
}
