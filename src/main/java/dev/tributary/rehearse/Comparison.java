package dev.tributary.rehearse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.kafka.RecordedMessage;
import dev.tributary.rehearse.Case.Wanted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was expected beside what came: a line for each difference, none if all is as expected. */
final class Comparison {
  private static final String DETAIL = "tributary_detail";

  private final List<String> differences = new ArrayList<>();

  List<String> differences() {
    return differences;
  }

  void answer(List<String> expected, DeviceAnswer answer) {
    if (!expected.equals(answer.answers())) {
      String detail = answer.detail().isEmpty() ? "" : ": " + answer.detail();
      differ(
          "answer",
          String.join(", ", expected),
          "%s (%s%s)".formatted(String.join(", ", answer.answers()), answer.code(), detail));
    }
  }

  void code(String expected, DeviceAnswer answer) {
    compare("code", expected, answer.code());
  }

  void dropped(List<String> expected, List<String> got) {
    if (!expected.equals(got)) {
      differ(
          "dropped",
          expected.isEmpty() ? "nothing" : String.join(", ", expected),
          got.isEmpty() ? "nothing" : String.join(", ", got));
    }
  }

  void records(String what, List<Wanted> expected, List<RecordedMessage> got) {
    if (expected.size() != got.size()) {
      differ(what, Integer.toString(expected.size()), got.size() + list(got));
    }
    for (int i = 0; i < Math.min(expected.size(), got.size()); i++) {
      record(what + "[" + i + "]", expected.get(i), got.get(i));
    }
  }

  void requests(List<Case.Request> expected, List<FarEnds.Requested> got) {
    if (expected.size() != got.size()) {
      String uris = got.stream().map(FarEnds.Requested::uri).collect(Collectors.joining(", "));
      differ("requests", Integer.toString(expected.size()), got.size() + " (" + uris + ")");
    }
    for (int i = 0; i < Math.min(expected.size(), got.size()); i++) {
      request("requests[" + i + "]", expected.get(i), got.get(i));
    }
  }

  private void request(String at, Case.Request wanted, FarEnds.Requested got) {
    if (wanted.uri() != null && !isAt(FarEnds.bare(wanted.uri()), got.uri())) {
      compare(at + ".uri", wanted.uri(), got.uri());
    }
    for (Map.Entry<String, JsonNode> header : wanted.headers().entrySet()) {
      Object text = got.headers().get(header.getKey());
      header(at + ".headers." + header.getKey(), header.getValue(), text, wanted.exactly());
    }
    if (wanted.text() != null) {
      compare(at + ".text", wanted.text(), got.body());
    }
    if (wanted.contains() != null && !got.body().contains(wanted.contains())) {
      differ(at, "a body with \"" + wanted.contains() + "\"", quoted(got.body()));
    }
    if (wanted.json() != null) {
      json(at + ".json", wanted.json(), got.body(), wanted.exactly());
    }
  }

  private void header(String at, JsonNode wanted, Object got, boolean exactly) {
    String text =
        got instanceof Object[] list ? Json.write(list) : got == null ? null : got.toString();
    if (wanted.isContainerNode() && text != null) {
      json(at, wanted, text, exactly);
    } else {
      compare(at, wanted.isNull() ? null : wanted.asText(), text);
    }
  }

  private static boolean isAt(String pattern, String uri) {
    return pattern.endsWith("*")
        ? uri.startsWith(pattern.substring(0, pattern.length() - 1))
        : uri.equals(pattern);
  }

  private static String list(List<RecordedMessage> records) {
    return records.isEmpty()
        ? ""
        : " (%s)"
            .formatted(
                String.join(
                    ", ",
                    records.stream()
                        .map(
                            record -> {
                              String detail = record.headers().get(DETAIL);
                              return record.topic() + (detail == null ? "" : ": " + detail);
                            })
                        .toList()));
  }

  private void record(String at, Wanted wanted, RecordedMessage got) {
    if (wanted.topic() != null) {
      compare(at + ".topic", wanted.topic(), got.topic());
    }
    if (wanted.key() != null) {
      compare(at + ".key", wanted.key(), got.key());
    }
    if (wanted.partition() != null && wanted.partition() != got.partition()) {
      differ(at + ".partition", wanted.partition().toString(), "" + got.partition());
    }
    String detail = got.headers().get(DETAIL);
    if (wanted.detail() != null && (detail == null || !detail.contains(wanted.detail()))) {
      differ(at + ".detail", "something with \"" + wanted.detail() + "\"", quoted(detail));
    }
    headers(at + ".headers", wanted, got.headers());
    if (wanted.value() != null) {
      value(at + ".value", wanted, got);
    }
  }

  private void headers(String at, Wanted wanted, Map<String, String> got) {
    wanted.headers().forEach((name, text) -> compare(at + "." + name, text, got.get(name)));
    if (wanted.exactly() && !wanted.headers().isEmpty()) {
      for (Map.Entry<String, String> header : got.entrySet()) {
        if (!wanted.headers().containsKey(header.getKey())) {
          compare(at + "." + header.getKey(), null, header.getValue());
        }
      }
    }
  }

  private void value(String at, Wanted wanted, RecordedMessage got) {
    json(at, wanted.value(), new String(got.value(), StandardCharsets.UTF_8), wanted.exactly());
  }

  private void json(String at, JsonNode expected, String text, boolean exactly) {
    try {
      json(at, expected, Json.read(text), exactly);
    } catch (JsonProcessingException e) {
      differ(at, Json.write(expected), quoted(text) + ", which is no JSON");
    }
  }

  private void json(String at, JsonNode expected, JsonNode got, boolean exactly) {
    if (expected.isObject() && got.isObject()) {
      members(at, expected, got, exactly);
    } else if (expected.isArray() && got.isArray() && expected.size() == got.size()) {
      for (int i = 0; i < got.size(); i++) {
        json(at + "[" + i + "]", expected.get(i), got.get(i), exactly);
      }
    } else if (!same(expected, got)) {
      differ(at, shown(expected), shown(got));
    }
  }

  private void members(String at, JsonNode expected, JsonNode got, boolean exactly) {
    for (Map.Entry<String, JsonNode> member : expected.properties()) {
      json(at + "." + member.getKey(), member.getValue(), got.path(member.getKey()), exactly);
    }
    for (Iterator<String> names = got.fieldNames(); exactly && names.hasNext(); ) {
      String name = names.next();
      if (!expected.has(name)) {
        json(at + "." + name, MissingNode.getInstance(), got.get(name), true);
      }
    }
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? "nothing" : Json.write(node);
  }

  /** Numbers are the same if their digits are. */
  private static boolean same(JsonNode expected, JsonNode got) {
    if (expected.isNumber() && got.isNumber()) {
      return Json.write(expected).equals(Json.write(got));
    }
    return expected.equals(got) || (expected.isNull() && got.isMissingNode());
  }

  private void compare(String at, String expected, String got) {
    if (expected == null ? got != null : !expected.equals(got)) {
      differ(at, quoted(expected), quoted(got));
    }
  }

  private static String quoted(String text) {
    return text == null ? "nothing" : "\"" + text + "\"";
  }

  void differ(String at, String expected, String got) {
    differences.add("%s: expected %s, got %s".formatted(at, expected, got));
  }
}
