package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.world.TributaryProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no more memory than a small container has. */
class SmallHeapIT {
  private static final int MIB = 128;

  @TempDir private Path folder;

  @Test
  void checkTheShippedRoutes() throws IOException, InterruptedException {
    try (TributaryProcess check =
        TributaryProcess.start(MIB, folder.resolve("check.log"), Map.of(), "check")) {
      assertThat(check.code(Duration.ofMinutes(2))).as(check.output()).isZero();
      assertThat(check.output()).contains("Nothing wrong.");
    }
  }
}
