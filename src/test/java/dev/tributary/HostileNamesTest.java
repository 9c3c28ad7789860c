package dev.tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a broker may let through over MQTT although no client sends it. */
class HostileNamesTest {
  private static final String PAYLOAD = "{\"temp\":1}";

  private static Rehearsal rehearsal;

  @BeforeAll
  static void open() throws Exception {
    rehearsal =
        new Rehearsal(
            Gateway::offline,
            SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Rehearsal.settings()),
            Project.read(Path.of("routes")));
  }

  @AfterAll
  static void close() {
    rehearsal.close();
  }

  @Test
  void areBadIdentity() throws Exception {
    for (String name : HostileNamesIT.NAMES) {
      for (List<String> address : HostileNamesIT.addresses(name)) {
        RecordedMessage letter = letter(String.join("/", address), null, null, Map.of());
        assertThat(letter.headers()).containsEntry("tributary_reason", "bad-identity");
        assertPrintable(letter);
      }
    }
  }

  @Test
  void standPrintableInADeadLetterAsAnAddressThatIsNone() throws Exception {
    RecordedMessage letter = letter("nothing/a\nb\u202e", null, null, Map.of());

    assertThat(letter.headers())
        .containsEntry("tributary_reason", "bad-identity")
        .containsEntry("tributary_address", "nothing/a\\nb\\u202e")
        .containsEntry("tributary_escaped", "tributary_address");
    assertPrintable(letter);
  }

  /** Not the names alone: what else a sender chooses of the headers of a dead letter. */
  @Test
  void standPrintableInEveryHeaderOfADeadLetter() throws Exception {
    RecordedMessage letter =
        letter(
            "devices//telemetry",
            "text/a\u009bb",
            "id\u0085\u2028",
            Map.of("note", "a\nb\\c\u001b[2J\u202e", "path", "C:\\temp"));

    assertPrintable(letter);
    assertThat(letter.headers())
        .containsEntry("mqtt_note", "a\\nb\\\\c\\u001b[2J\\u202e")
        .containsEntry("mqtt_path", "C:\\temp")
        .containsEntry("tributary_content_type", "text/a\\u009bb")
        .containsEntry("tributary_message_id", "id\\u0085\\u2028")
        .containsEntry(
            "tributary_escaped", "tributary_content_type,tributary_message_id,mqtt_note");
  }

  @Test
  void standPrintableInTheHeadersOfEvents() throws Exception {
    Map<String, String> properties = Map.of("note", "a\nb\\c\u001b[2J\u202e", "path", "C:\\temp");
    RecordedMessage event = sent("devices/dev-1/telemetry", "text/plain", "id\u0085", properties);

    assertThat(event.topic()).isEqualTo("sensor.temperature");
    assertPrintable(event);
    assertThat(event.headers())
        .containsEntry("mqtt_note", "a\\nb\\\\c\\u001b[2J\\u202e")
        .containsEntry("mqtt_path", "C:\\temp")
        .containsEntry("tributary_escaped", "mqtt_note");
    assertThat(sent("devices/dev-1/telemetry", null, null, Map.of("a", "b")).headers())
        .containsEntry("mqtt_a", "b")
        .doesNotContainKey("tributary_escaped");
  }

  @Test
  void leaveTheLettersSmallHoweverLongTheyAre() throws Exception {
    for (String name : List.of("\u001b".repeat(60_000), "a".repeat(60_000))) {
      RecordedMessage letter = letter("devices/" + name + "/telemetry", null, null, Map.of());

      assertThat(letter.key()).hasSizeLessThan(1_000);
      assertThat(letter.headers()).containsEntry("tributary_truncated", "true");
      assertThat(letter.headers().values().stream().mapToInt(String::length).sum())
          .isLessThan(200_000);
      assertPrintable(letter);
    }
  }

  private static RecordedMessage letter(
      String topic, String contentType, String messageId, Map<String, String> properties)
      throws Exception {
    RecordedMessage letter = sent(topic, contentType, messageId, properties);
    assertThat(letter.topic()).isEqualTo("dead-letter");
    assertThat(new String(letter.value(), UTF_8)).isEqualTo(PAYLOAD);
    return letter;
  }

  private static RecordedMessage sent(
      String topic, String contentType, String messageId, Map<String, String> properties)
      throws Exception {
    DeviceAnswer answer =
        rehearsal.send(
            new SampleMessage(
                Protocol.MQTT,
                null,
                topic,
                contentType,
                null,
                messageId,
                null,
                properties,
                false,
                PAYLOAD.getBytes(UTF_8)),
            null);
    assertThat(answer.code()).isEqualTo("PUBACK");
    List<RecordedMessage> records = rehearsal.take();
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static void assertPrintable(RecordedMessage letter) {
    if (letter.key() != null) {
      assertThat(letter.key().codePoints()).allMatch(Printable::isPrintable);
    }
    letter
        .headers()
        .forEach(
            (name, value) ->
                assertThat(value.codePoints()).as(name).allMatch(Printable::isPrintable));
  }
}
