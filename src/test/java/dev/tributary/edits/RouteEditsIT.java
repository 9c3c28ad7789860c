package dev.tributary.edits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.Check;
import dev.tributary.runtime.Gateway;
import dev.tributary.verify.Report;
import dev.tributary.verify.Verification;
import dev.tributary.verify.VerifyOptions;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same as {@link RouteEditsTest} with real brokers, under load from {@code verify}. */
@TributaryTest(editable = true)
class RouteEditsIT {
  private static final int MESSAGES = 300;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void loseNothingThatWasAcknowledged(long seed, World world) throws Exception {
    Path folder = world.folder().path();
    restore(world);
    RouteEditor editor = accepted(seed, folder);
    world.reload();

    VerifyOptions options = world.verifying(MESSAGES, Duration.ofSeconds(3));
    try (Verification verification = new Verification(options)) {
      verification.send();
      Report report = verification.settle();
      assertThat(report.lost())
          .as("seed %d: %s\n%s", seed, editor.edits(), report.table())
          .isZero();
    }
  }

  /** The first edits from this seed on that check accepts. */
  private static RouteEditor accepted(long seed, Path folder) throws Exception {
    for (long next = seed * 1000; ; next++) {
      RouteEditor editor = new RouteEditor(next).edit(3);
      editor.save(folder);
      Check check = Check.of(Path.of("none"), Map.of(), Map.of(), folder, Gateway::passive);
      if (check.findings().isEmpty()) {
        return editor;
      }
      clear(folder);
    }
  }

  private static void restore(World world) throws Exception {
    clear(world.folder().path());
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".camel.yaml")).toList()) {
        world.folder().restore(file.getFileName().toString());
      }
    }
  }

  private static void clear(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().contains("edit-")).toList()) {
        Files.delete(file);
      }
    }
  }
}
