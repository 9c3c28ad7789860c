package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir private Path folder;

  @Test
  void failWhereTheFileIsNotThereThatIsAskedFor() {
    Ran ran = Ran.of("check", "--config", folder.resolve("missing.properties").toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("missing.properties\" does not (--config names another; init writes one)")
        .contains("1 problem.");
  }

  @Test
  void failWhereTheFileIsALinkToNothing() throws IOException {
    Path config = folder.resolve("application.properties");
    Files.createSymbolicLink(config, Path.of("nowhere"));
    Ran ran = Ran.of("check", "--config", config.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("application.properties: is a link to nothing");
  }

  @Test
  void failInATestToo() {
    assertThat(Ran.of("test", "--config", folder.resolve("missing.properties").toString()).code())
        .isEqualTo(1);
  }
}
