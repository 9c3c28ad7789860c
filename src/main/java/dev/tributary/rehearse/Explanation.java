package dev.tributary.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Event;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import dev.tributary.kafka.RecordedMessage;
import dev.tributary.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The way of one message, formatted for a terminal. */
public final class Explanation {
  private static final int WIDTH = 400;
  private static final String INDENT = "    ";

  /** Told elsewhere, or of no use to a reader. */
  private static final Set<String> UNTOLD =
      Set.of(Variables.PAYLOAD, Variables.OUTCOME, "records", "stored", "verdict", "keep-in");

  private final List<String> lines = new ArrayList<>();

  /**
   * @param prefix of topics
   */
  public static List<String> of(
      List<Stage> stages,
      List<Receipt.Dropped> dropped,
      List<RecordedMessage> records,
      DeviceAnswer answer,
      String prefix) {
    Explanation explanation = new Explanation();
    stages.forEach(explanation::stage);
    dropped.forEach(explanation::dropped);
    explanation.lines.add(
        records.isEmpty() ? "Kafka: nothing" : "Kafka: " + count(records, "record"));
    records.forEach(record -> explanation.record(record, prefix));
    explanation.lines.add(Printable.line(answer(answer)));
    return explanation.lines;
  }

  /** Over MQTT a device is sent an acknowledgement or none, and never learns a reason. */
  private static String answer(DeviceAnswer answer) {
    String answers = String.join(", ", answer.answers());
    String detail = answer.detail().isEmpty() ? "" : ": " + answer.detail();
    boolean stored = answer.answers().equals(List.of(DeviceAnswer.STORED));
    if (answer.code().equals(DeviceAnswer.PUBACK)) {
      return stored
          ? "The device is sent PUBACK: stored"
          : "The device is sent PUBACK, and does not learn why it was dead-lettered: %s%s"
              .formatted(answers, detail);
    }
    if (answer.code().equals(DeviceAnswer.NO_PUBACK)) {
      return "The device is sent nothing, so the broker sends the message again: %s%s"
          .formatted(answers, detail);
    }
    return "The sender is answered: %s (%s)%s".formatted(answers, answer.code(), detail);
  }

  private void dropped(Receipt.Dropped dropped) {
    lines.add("Dropped, %s:".formatted(dropped.why()));
    if (dropped.event() == null) {
      add("the whole message");
    } else {
      event(dropped.event());
    }
  }

  private void stage(Stage stage) {
    int before = lines.size();
    lines.add(stage.step().isEmpty() ? stage.route() : stage.route() + "  " + stage.step());
    stage.variables().forEach(this::variable);
    if (stage.body() != null) {
      body(stage.body());
    }
    if (stage.failure() instanceof Rejection rejection) {
      add("rejected, %s: %s".formatted(rejection.reason(), rejection.getMessage()));
    } else if (stage.failure() != null) {
      add("failed: " + stage.failure());
    }
    if (lines.size() == before + 1) {
      lines.remove(before);
    }
  }

  private void variable(String name, Object value) {
    if (value instanceof Rejection partial) {
      add("not published, %s: %s".formatted(partial.reason(), partial.getMessage()));
    } else if (!UNTOLD.contains(name) && value != null) {
      add(name + ": " + value);
    }
  }

  private void body(Object body) {
    if (body instanceof byte[] bytes) {
      add("%d bytes: %s".formatted(bytes.length, text(bytes)));
    } else if (body instanceof JsonNode tree) {
      add("decoded: " + Json.write(tree));
    } else if (body instanceof List<?> list && list.stream().allMatch(Event.class::isInstance)) {
      add(count(list, "event") + ":");
      list.forEach(event -> event((Event) event));
    } else {
      body.toString().lines().forEach(this::add);
    }
  }

  private static String count(List<?> list, String what) {
    return list.size() + " " + what + (list.size() == 1 ? "" : "s");
  }

  private void event(Event event) {
    add(
        "%s%s = %s%s, time %s%s"
            .formatted(
                INDENT,
                event.kind(),
                event.value(),
                event.unit() == null ? "" : " " + event.unit(),
                event.time(),
                event.attributes().isEmpty() ? "" : ", attributes " + event.attributes()));
  }

  private void record(RecordedMessage record, String prefix) {
    add(
        "%s%s, partition %d, key %s"
            .formatted(
                prefix.isEmpty() ? "" : prefix + ".",
                record.topic(),
                record.partition(),
                record.key()));
    for (Map.Entry<String, String> header : record.headers().entrySet()) {
      add(INDENT + header.getKey() + ": " + header.getValue());
    }
    add(INDENT + text(record.value()));
  }

  private void add(String text) {
    lines.add(
        INDENT + Printable.line(text.length() > WIDTH ? text.substring(0, WIDTH) + "…" : text));
  }

  /** Text as it is, other bytes as hexadecimal digits. */
  private static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean printable =
        text.chars()
            .allMatch(c -> (c >= ' ' && c != 0xFFFD && c != 0x7f) || c == '\n' || c == '\t');
    return printable ? text.replaceAll("\\s*\\R\\s*", " ") : HexFormat.of().formatHex(bytes);
  }
}
