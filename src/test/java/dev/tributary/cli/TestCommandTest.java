package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {
  private static final String CASE =
      """
      - name: one
        sent: {json: {temp: 21.5}}
        expected: {records: [{topic: sensor.temperature}]}
      - name: another
        sent: {json: {temp: 21.5}}
        expected: {records: [{topic: %s}]}
      """;

  @TempDir private Path folder;

  @Test
  void exitWith0IfAllPass() throws IOException {
    Ran ran = run(CASE.formatted("sensor.temperature"));

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEqualTo("2 passed, 0 failed\n");
  }

  @Test
  void exitWith1IfOneFailsAndSayWhere() throws IOException {
    Ran ran = run(CASE.formatted("sensor.humidity"));

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out().lines())
        .containsExactly(
            "FAILED  %s/some.yaml:4  another".formatted(folder),
            "        records[0].topic: expected \"sensor.humidity\", got \"sensor.temperature\"",
            "1 passed, 1 failed");
  }

  @Test
  void exitWith1AndRunNothingIfACaseIsWrong() throws IOException {
    Ran ran = run("- name: one\n  sennt: {}\n");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains(folder + "/some.yaml:2: \"sennt\" is unknown in a case; did you mean sent?")
        .endsWith("3 problems in the cases; nothing was run.\n");
  }

  @Test
  void exitWith2OnWrongUsage() {
    assertThat(Ran.of("test", "no/such/folder").code()).isEqualTo(2);
    assertThat(Ran.of("test", "--nope").code()).isEqualTo(2);
  }

  private Ran run(String cases) throws IOException {
    Files.writeString(folder.resolve("some.yaml"), cases);
    Path config = Files.writeString(folder.resolve("empty.properties"), "");
    return Ran.of("test", folder.toString(), "--config", config.toString());
  }
}
