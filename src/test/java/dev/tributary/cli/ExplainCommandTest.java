package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  @TempDir private Path folder;

  @Test
  void showEachStageOfAMessage() throws IOException {
    Ran ran =
        explain("{\"temp_f\": 72, \"humidity\": 400, \"site\": \"roof\"}", "--protocol", "coap");

    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines())
        .containsSubsequence(
            "ingest-coap",
            "    protocol: coap",
            "    address: devices/dev-1/telemetry",
            "    47 bytes: {\"temp_f\": 72, \"humidity\": 400, \"site\": \"roof\"}",
            "    shape: flat",
            "    mapping: flat",
            "    temperature = 72 degF",
            "    humidity = 400")
        .anyMatch(line -> line.startsWith("        temperature = 22.22"))
        .anyMatch(line -> line.startsWith("    not published, invalid: "))
        .anyMatch(line -> line.startsWith("    iot.sensor.temperature, partition "))
        .anyMatch(line -> line.startsWith("    iot.dead-letter, partition "))
        .endsWith("The sender is answered: stored (2.04)");
  }

  @Test
  void sayWhatADeviceIsSentOverMqtt() throws IOException {
    assertThat(explain("{\"temp\": 1}").out().lines())
        .endsWith("The device is sent PUBACK: stored");
    assertThat(explain("{").out())
        .contains(
            "The device is sent PUBACK, and does not learn why it was dead-lettered: unreadable: ")
        .doesNotContain("The sender is answered");
  }

  @Test
  void sayThatABinaryPayloadNeedsADecoder() throws IOException {
    assertThat(explain("\u0001g\u0001").out())
        .contains(
            "it holds control characters (a binary format needs a decoder before it comes here");
  }

  @Test
  void nameTheFieldsThatBecameNoMeasurement() throws IOException {
    assertThat(explain("{\"temp\": 21, \"wobble_index\": 7, \"f_cnt\": 3}").out().lines())
        .contains("    fields that became no measurement: wobble_index");
    assertThat(explain("{\"wobble_index\": 7, \"roof\": \"flat\"}").out())
        .contains("kinds.yaml or the mapping flat knows, but \"wobble_index\", \"roof\"");
  }

  @Test
  void showWhyAMessageIsRefused() throws IOException {
    Ran ran = explain("{", "--protocol", "http", "--device", "d");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("    rejected, unreadable: ")
        .contains("tributary_reason: unreadable")
        .contains("The sender is answered: unreadable (400): ");
  }

  @Test
  void driveNoTerminal() throws IOException {
    Ran ran =
        explain(
            "{\"temp\": 1, \"site\": \"a\u202e\u009bb\"}",
            "--property",
            "note=a\u001b[2Jb\nThe device is sent PUBACK: stored");

    assertThat(ran.code()).isZero();
    assertThat(ran.out().codePoints())
        .allMatch(character -> character == '\n' || Printable.isPrintable(character));
    assertThat(ran.out().lines().filter(line -> line.startsWith("The device is sent"))).hasSize(1);
    assertThat(ran.out()).contains("a\\u001b[2Jb\\nThe device");
  }

  @Test
  void exitWith2OnWrongUsage() {
    assertThat(Ran.of("explain", "no-such-file").code()).isEqualTo(2);
    assertThat(Ran.of("explain", "--protocol", "smtp").code()).isEqualTo(2);
  }

  private Ran explain(String payload, String... options) throws IOException {
    Path file = folder.resolve("payload");
    Files.writeString(file, payload);
    String[] all = new String[options.length + 2];
    all[0] = "explain";
    all[1] = file.toString();
    System.arraycopy(options, 0, all, 2, options.length);
    return Ran.of(all);
  }
}
