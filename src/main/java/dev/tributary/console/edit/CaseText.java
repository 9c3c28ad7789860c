package dev.tributary.console.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.SampleMessage;
import dev.tributary.kafka.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** A message and what came of it as a case of {@code test}. Texts of YAML are written as JSON. */
final class CaseText {
  /** Where cases of the console are added. */
  static final String FILE = "cases/console.yaml";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> BESIDE_EVENTS =
      Set.of(Topics.RAW, Topics.STATE, Topics.THROTTLED);
  private static final List<String> COMPARED = List.of("kind", "value", "unit", "device_id");

  private final StringBuilder yaml = new StringBuilder();

  private CaseText() {}

  static String of(String name, Trial.Sent sent, Trial.Explained explained, String deadLetters) {
    CaseText text = new CaseText();
    text.yaml.append("- name: ").append(quoted(name)).append("\n  sent:\n");
    text.sent(sent);
    text.yaml.append("  expected:\n");
    text.expected(explained, deadLetters);
    return text.yaml.toString();
  }

  private void sent(Trial.Sent sent) {
    SampleMessage message = sent.message();
    line("protocol", message.protocol().word());
    line("address", message.address());
    line("content-type", message.contentType());
    line("message-id", message.messageId());
    if (message.properties() != null && !message.properties().isEmpty()) {
      ObjectNode properties = JsonNodeFactory.instance.objectNode();
      message.properties().forEach(properties::put);
      yaml.append("    properties: ").append(properties).append('\n');
    }
    line("received", sent.received().toString());
    String text = text(message.payload());
    line(text == null ? "hex" : "text", text == null ? hex(message.payload()) : text);
  }

  private void expected(Trial.Explained explained, String deadLetters) {
    String answer = explained.answers().get(0);
    if (!answer.equals(DeviceAnswer.STORED)) {
      line("answer", answer);
      yaml.append("    dead-letters:\n      - reason: ").append(quoted(answer)).append('\n');
      return;
    }
    yaml.append("    records:\n");
    for (Trial.Published record : explained.records()) {
      if (!BESIDE_EVENTS.contains(record.topic()) && !record.topic().equals(deadLetters)) {
        yaml.append("      - topic: ").append(quoted(record.topic())).append('\n');
        yaml.append("        value: ").append(value(record)).append('\n');
      }
    }
  }

  /** What an operator would compare: ids and times are another matter. */
  private static ObjectNode value(Trial.Published record) {
    ObjectNode compared = JsonNodeFactory.instance.objectNode();
    try {
      JsonNode event = JSON.readTree(record.value());
      for (String name : COMPARED) {
        if (event.has(name)) {
          compared.set(name, event.get(name));
        }
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is JSON but this is not", e);
    }
    return compared;
  }

  private void line(String name, String text) {
    if (text != null) {
      yaml.append("    ").append(name).append(": ").append(quoted(text)).append('\n');
    }
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\t') ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
