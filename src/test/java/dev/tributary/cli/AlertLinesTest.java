package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.analytics.rules.AlertRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertLinesTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final AlertLines lines =
      new AlertLines(new PrintStream(out, true, StandardCharsets.UTF_8));

  private static AlertRecord alert(String device, AlertRecord.State state) {
    return new AlertRecord(
        "id",
        "humid",
        state,
        "warning",
        device,
        device,
        false,
        null,
        "humidity",
        null,
        null,
        0,
        0,
        AlertRecord.Reason.CONDITION,
        device + ": 90 %RH",
        null,
        List.of(),
        "1");
  }

  private List<String> printed() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void eachIsALine() {
    lines.show(alert("room-1", AlertRecord.State.FIRING), 1);
    lines.show(alert("a\u001b[2Jb", AlertRecord.State.RESOLVED), 2 * SECOND);
    assertThat(printed())
        .containsExactly(
            "alert firing: humid: room-1: 90 %RH", "alert resolved: humid: a\\u001b[2Jb: 90 %RH");
  }

  @Test
  void aStormIsAFewLinesASecondAndACount() {
    for (int i = 0; i < 100; i++) {
      lines.show(alert("room-" + i, AlertRecord.State.FIRING), 1);
    }
    assertThat(printed()).hasSize(5);
    lines.show(alert("room-100", AlertRecord.State.FIRING), 2 * SECOND);
    assertThat(printed())
        .endsWith(
            "and 95 alerts more (the command alerts lists what fires)",
            "alert firing: humid: room-100: 90 %RH")
        .hasSize(7);
  }
}
