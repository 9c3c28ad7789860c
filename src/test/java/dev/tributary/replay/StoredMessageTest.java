package dev.tributary.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.kafka.RecordedMessage;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.runtime.Gateway;
import dev.tributary.text.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class StoredMessageTest {
  private static final String HOSTILE = "a\nb\\c\u001b[2J\u202e\\n";

  @Test
  void isReplayedAsItCameWhateverItsSenderPutIntoTheHeaders() throws Exception {
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Rehearsal.settings());
    Map<String, String> properties = Map.of("note", HOSTILE, "path", "C:\\temp");
    try (Rehearsal rehearsal =
        new Rehearsal(Gateway::offline, loaded, Project.read(Path.of("routes")))) {
      rehearsal.send(
          new SampleMessage(
              Protocol.MQTT,
              null,
              "devices/" + HOSTILE + "/telemetry",
              HOSTILE,
              null,
              HOSTILE,
              null,
              properties,
              false,
              "{\"temp\":1}".getBytes(UTF_8)),
          null);
      StoredMessage stored = stored(rehearsal.take());

      Arrival again =
          stored.arrival(AddressTemplates.parse(loaded.settings().tributary().addresses()));

      assertThat(again.address().text()).isEqualTo("devices/" + HOSTILE + "/telemetry");
      assertThat(again.address().device()).isEqualTo(HOSTILE);
      assertThat(again.contentType()).isEqualTo(HOSTILE);
      assertThat(again.messageId()).isEqualTo(HOSTILE);
      assertThat(again.properties()).isEqualTo(properties);
      assertThat(stored.toString().codePoints()).allMatch(Printable::isPrintable);
    }
  }

  @Test
  void takesABackslashAsItStandsWhereNothingWasEscaped() {
    StoredMessage stored =
        new StoredMessage(
            record(Map.of("tributary_address", "a\\nb", "tributary_protocol", "mqtt"), "x"));

    assertThat(stored.address()).isEqualTo("a\\nb");
  }

  /** A record of an earlier version, or of somebody else. */
  @Test
  void printsOneLineWhateverTheRecordHolds() {
    StoredMessage stored =
        new StoredMessage(
            record(Map.of("tributary_address", HOSTILE, "tributary_detail", HOSTILE), "x"));

    assertThat(stored.toString().codePoints()).allMatch(Printable::isPrintable);
  }

  private static StoredMessage stored(List<RecordedMessage> records) {
    assertThat(records).hasSize(1);
    return new StoredMessage(
        record(records.get(0).headers(), new String(records.get(0).value(), UTF_8)));
  }

  private static ConsumerRecord<byte[], byte[]> record(Map<String, String> headers, String value) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("dead-letter", 0, 0, null, value.getBytes(UTF_8));
    headers.forEach(
        (name, text) -> record.headers().add(new RecordHeader(name, text.getBytes(UTF_8))));
    return record;
  }
}
