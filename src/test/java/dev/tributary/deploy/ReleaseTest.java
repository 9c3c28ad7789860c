package dev.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What .ci/release takes for granted. */
class ReleaseTest {
  @Test
  void theChangelogIsByVersionNewestFirst() throws IOException {
    List<String> sections =
        Files.readAllLines(Path.of("CHANGELOG.md")).stream()
            .filter(line -> line.startsWith("## "))
            .toList();

    assertThat(sections.get(0)).isEqualTo("## Unreleased");
    assertThat(sections.subList(1, sections.size()))
        .allMatch(s -> s.matches("## \\d+\\.\\d+\\.\\d+ \\(\\d{4}-\\d{2}-\\d{2}\\)"))
        .doesNotHaveDuplicates();
  }

  @Test
  void theVersionIsInOnePlace() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));

    assertThat(pom)
        .containsPattern(
            "<artifactId>tributary</artifactId>\\s+<version>\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?</version>")
        .contains("<Implementation-Version>${project.version}</Implementation-Version>")
        .contains("<project.build.outputTimestamp>");
  }
}
