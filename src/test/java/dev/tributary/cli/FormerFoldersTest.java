package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an {@code init} of before wrote, named by the day of its version, still passes and runs. */
class FormerFoldersTest {
  private static Stream<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("src/test/resources/former"))) {
      return folders.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void passTheCheckAndTheirOwnCases(Path folder) {
    Ran checked = run("check", folder);
    Ran tested = run("test", folder);

    assertThat(checked.out()).contains("Nothing wrong");
    assertThat(checked.code()).isZero();
    assertThat(tested.out()).containsPattern("\\d{3} passed, \\d failed\\n$");
    assertThat(tested.out().lines().filter(line -> line.startsWith("        ")))
        .as("differences, but for the wording of details")
        .allMatch(line -> line.contains(".detail: expected"));
  }

  private static Ran run(String command, Path folder) {
    return Ran.of(
        command,
        "--config",
        folder.resolve("application.properties").toString(),
        "--routes",
        folder.resolve("routes").toString());
  }
}
