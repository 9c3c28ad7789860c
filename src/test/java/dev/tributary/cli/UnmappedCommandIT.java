package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code unmapped} beside a gateway that runs. */
@TributaryTest("tributary.trace.directory=target/unmapped-command")
class UnmappedCommandIT {
  @TempDir private Path folder;

  @Test
  void listNumbersThatBecameNoMeasurement(World world) throws Exception {
    String json = "{\"temperature\": 21, \"wobble_index\": 7, \"temp_hi_limit\": 3, \"f_cnt\": 9}";
    for (int i = 0; i < 3; i++) {
      world.post("/v1/devices/dev-1/telemetry", json, "Content-Type", "application/json");
    }
    world.post(
        "/v1/devices/d/telemetry", "{\"wobble_index\": 8}", "Content-Type", "application/json");

    Ran ran =
        Ran.of(
            "unmapped",
            "--config",
            Files.writeString(folder.resolve("none.properties"), "").toString(),
            "--set",
            "tributary.trace.directory=target/unmapped-command");

    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "wobble_index flat 4 7 wobble_index: { group: sensor, synonyms: [\"wobble_index\"] }",
            "temp_hi_limit flat 3 3 temperature: synonyms: [\"temp_hi_limit\"]")
        .noneMatch(line -> line.startsWith("f_cnt"));
    assertThat(world.metric("tributary_fields_unmeasured_total")).isEqualTo(7);
  }
}
