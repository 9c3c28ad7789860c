package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The console's files: small, and what is not ours as it was published. */
class AssetsTest {
  private static final Path FOLDER = Path.of("src/main/resources/console");

  @Test
  void whatIsNotOursIsAsPublished() throws IOException {
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve("vendor/versions.txt"))) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split(" ", -1);
      assertThat(parts).as(line).hasSize(5);
      listed.add(parts[0]);
      assertThat(Sha256.of(Files.readAllBytes(FOLDER.resolve("vendor").resolve(parts[0]))))
          .as(parts[0])
          .isEqualTo(parts[4]);
    }
    assertThat(names(FOLDER.resolve("vendor")))
        .filteredOn(name -> !name.startsWith("LICENSE.") && !name.equals("versions.txt"))
        .containsExactlyInAnyOrderElementsOf(listed);
  }

  @Test
  void allTogetherAreSmall() throws IOException {
    int size = 0;
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
          out.write(Files.readAllBytes(file));
        }
        size += zipped.size();
      }
    }
    assertThat(size).isLessThan(300 * 1024);
  }

  @Test
  void nothingComesFromElsewhere() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().contains("vendor")) {
          continue;
        }
        String text = Files.readString(file);
        assertThat(text).as(file.toString()).doesNotContain("https://", "style=\"", " onclick=");
        assertThat(text.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http://");
      }
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
