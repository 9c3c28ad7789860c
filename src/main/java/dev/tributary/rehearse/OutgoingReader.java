package dev.tributary.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.OwnReason;
import dev.tributary.rehearse.Case.Answer;
import dev.tributary.rehearse.Case.Outgoing;
import dev.tributary.rehearse.Case.Request;
import dev.tributary.rehearse.Case.Stored;
import dev.tributary.rehearse.Case.Wanted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads what a route out gets, and what must come of it. */
final class OutgoingReader {
  static final List<String> RECORD = List.of("topic", "key", "headers", "value", "text");
  static final List<String> ANSWER =
      List.of("status", "headers", "json", "text", "exception", "sqlstate", "message");
  static final List<String> EXPECTED = List.of("requests", "undelivered", "again");
  static final List<String> REQUEST =
      List.of("uri", "headers", "json", "text", "contains", "exactly");
  static final List<String> UNDELIVERED =
      List.of("reason", "detail", "key", "headers", "value", "exactly");
  private static final String SQL_EXCEPTION = "java.sql.SQLException";

  private final CaseFile file;

  private OutgoingReader(CaseFile file) {
    this.file = file;
  }

  static Outgoing read(CaseFile file, String at) {
    return new OutgoingReader(file).read(at);
  }

  private Outgoing read(String at) {
    String route = file.text(at + "/route");
    if (route == null) {
      file.problem(at, "a case with a record needs route, the id of the route that gets it");
    }
    String expected = at + "/expected";
    if (file.isObject(expected)) {
      file.keys(expected, EXPECTED);
    } else if (!file.has(expected)) {
      file.problem(at, "a case needs expected");
    }
    List<Stored> records =
        file.at(at + "/record").isArray()
            ? each(at + "/record", RECORD, this::record)
            : record(at + "/record", RECORD);
    if (records.stream().map(Stored::topic).distinct().count() > 1) {
      file.problem(at + "/record", "the records of a list must be of one topic");
    }
    return new Outgoing(
        String.valueOf(route),
        records,
        each(at + "/answers", ANSWER, this::answer),
        file.has(expected + "/requests")
            ? each(expected + "/requests", REQUEST, this::request)
            : null,
        each(expected + "/undelivered", UNDELIVERED, this::undelivered),
        number(expected + "/again"));
  }

  private <T> List<T> each(String at, List<String> keys, Function<String, T> reader) {
    List<T> all = new ArrayList<>();
    for (int i = 0; file.isList(at) && i < file.at(at).size(); i++) {
      String item = at + "/" + i;
      if (file.isObject(item)) {
        file.keys(item, keys);
        all.add(reader.apply(item));
      }
    }
    return all;
  }

  private List<Stored> record(String at, List<String> keys) {
    if (!file.isObject(at)) {
      return List.of();
    }
    file.keys(at, keys);
    return List.of(record(at));
  }

  private Stored record(String at) {
    String topic = file.text(at + "/topic");
    if (topic == null) {
      file.problem(at, "a record needs a topic, without the prefix");
    }
    String body = body(at, "value");
    return new Stored(
        String.valueOf(topic),
        file.text(at + "/key"),
        texts(at + "/headers"),
        body == null ? null : body.getBytes(UTF_8));
  }

  /** What is written as JSON under this key, or a text as it stands; null for neither. */
  private String body(String at, String json) {
    if (file.has(at + "/" + json) && file.has(at + "/text")) {
      file.problem(at + "/text", "there is %s already; one of the two".formatted(json));
    }
    JsonNode value = file.at(at + "/" + json);
    return value.isMissingNode() || value.isNull() ? file.text(at + "/text") : Json.write(value);
  }

  private Map<String, String> texts(String at) {
    Map<String, String> texts = file.texts(at);
    return texts == null ? Map.of() : texts;
  }

  private Answer answer(String at) {
    String sqlState = file.text(at + "/sqlstate");
    String exception = file.text(at + "/exception");
    if (exception == null && sqlState != null) {
      exception = SQL_EXCEPTION;
    }
    if (exception != null && file.has(at + "/status")) {
      file.problem(at + "/status", "an answer has a status or an exception, not both");
    }
    return new Answer(
        file.has(at + "/status") ? number(at + "/status") : null,
        texts(at + "/headers"),
        body(at, "json"),
        exception,
        file.text(at + "/message"),
        sqlState);
  }

  private Request request(String at) {
    if (file.has(at + "/json") && file.has(at + "/text")) {
      file.problem(at + "/text", "a request has json or text, not both");
    }
    Map<String, JsonNode> headers = new LinkedHashMap<>();
    if (file.isObject(at + "/headers")) {
      file.at(at + "/headers")
          .properties()
          .forEach(header -> headers.put(header.getKey(), header.getValue()));
    }
    return new Request(
        file.text(at + "/uri"),
        headers,
        file.has(at + "/json") ? file.at(at + "/json") : null,
        file.text(at + "/text"),
        file.text(at + "/contains"),
        file.flag(at + "/exactly"));
  }

  private Wanted undelivered(String at) {
    Map<String, String> headers = new LinkedHashMap<>(texts(at + "/headers"));
    String reason = file.text(at + "/reason");
    if (reason != null) {
      if (!OwnReason.isValid(reason)) {
        file.problem(
            at + "/reason",
            "a reason has 1 to 40 characters out of a-z, 0-9 and - but is \"%s\""
                .formatted(reason));
      }
      headers.put("tributary_reason", reason);
    }
    return new Wanted(
        null,
        file.text(at + "/key"),
        null,
        headers,
        file.text(at + "/detail"),
        file.has(at + "/value") ? file.at(at + "/value") : null,
        file.flag(at + "/exactly"));
  }

  private int number(String at) {
    JsonNode node = file.at(at);
    if (node.isMissingNode()) {
      return 0;
    }
    if (!node.canConvertToInt() || node.intValue() < 0) {
      file.problem(
          at,
          "%s must be a number from 0 but is \"%s\""
              .formatted(at.substring(at.lastIndexOf('/') + 1), node.asText()));
      return 0;
    }
    return node.intValue();
  }
}
