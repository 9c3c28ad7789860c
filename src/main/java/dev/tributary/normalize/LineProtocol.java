package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * InfluxDB line protocol, as the list of objects that Telegraf writes in JSON: {@code name}, {@code
 * tags}, {@code fields}, {@code timestamp}. Read strictly, so that no other text is taken for it.
 */
final class LineProtocol {
  private static final int LONGEST_NUMBER = 40;

  private final String text;
  private final int maxValues;
  private int at;
  private int values;

  private LineProtocol(String text, int maxValues) {
    this.text = text;
    this.maxValues = maxValues;
  }

  /** The lines, or null where this is no line protocol. */
  static ArrayNode sniff(String text, int maxValues) {
    if (text.indexOf('=') < 0 || text.indexOf(' ') < 0) {
      return null;
    }
    try {
      return read(text, maxValues);
    } catch (MalformedPayload e) {
      return null;
    }
  }

  static ArrayNode read(String text, int maxValues) throws MalformedPayload {
    LineProtocol lines = new LineProtocol(text, maxValues);
    ArrayNode all = Numbers.NODES.arrayNode();
    while (lines.skipToLine()) {
      all.add(lines.line());
    }
    if (all.isEmpty()) {
      throw new MalformedPayload("it has no line");
    }
    return all;
  }

  /** Past empty lines and comments. */
  private boolean skipToLine() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c <= ' ') {
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  private ObjectNode line() throws MalformedPayload {
    ObjectNode line = Numbers.NODES.objectNode();
    line.put("name", name(", ", "a measurement"));
    count(3);
    ObjectNode tags = Numbers.NODES.objectNode();
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      String tag = name("=", "a tag");
      expect('=');
      tags.put(tag, name(", ", "a tag's value"));
      count(1);
    }
    line.set("tags", tags);
    expect(' ');
    line.set("fields", fields());
    spaces();
    if (!atEnd()) {
      line.set("timestamp", timestamp());
      spaces();
    }
    if (!atEnd()) {
      throw malformed("something follows the time");
    }
    return line;
  }

  private ObjectNode fields() throws MalformedPayload {
    spaces();
    ObjectNode fields = Numbers.NODES.objectNode();
    while (true) {
      String field = name("=", "a field");
      expect('=');
      fields.set(field, value());
      count(1);
      if (at >= text.length() || text.charAt(at) != ',') {
        return fields;
      }
      at++;
    }
  }

  private void count(int more) {
    values += more;
    if (values > maxValues) {
      throw Decoder.tooManyValues(maxValues);
    }
  }

  private boolean atEnd() {
    return at >= text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\r';
  }

  private void spaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private void expect(char c) throws MalformedPayload {
    if (at >= text.length() || text.charAt(at) != c) {
      throw malformed(c == ' ' ? "no field follows" : "no " + c + " follows");
    }
    at++;
  }

  /** Up to one of these characters; a backslash before one that means something stands for it. */
  private String name(String ends, String what) throws MalformedPayload {
    int start = at;
    StringBuilder unescaped = null;
    while (!atEnd() && ends.indexOf(text.charAt(at)) < 0) {
      char c = text.charAt(at);
      boolean special = c == ' ' || c == ',' || c == '=';
      if (special || (c == '"' && at == start)) {
        throw malformed(what + " holds " + (c == ' ' ? "a space" : "a " + c));
      }
      if (c == '\\' && at + 1 < text.length() && ",= \\".indexOf(text.charAt(at + 1)) >= 0) {
        unescaped = unescaped == null ? new StringBuilder(text.substring(start, at)) : unescaped;
        c = text.charAt(++at);
      }
      if (unescaped != null) {
        unescaped.append(c);
      }
      at++;
    }
    if (at == start) {
      throw malformed(what + " is missing");
    }
    return unescaped == null ? text.substring(start, at) : unescaped.toString();
  }

  private JsonNode value() throws MalformedPayload {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    String word = word();
    switch (word) {
      case "t", "T", "true", "True", "TRUE" -> {
        return Numbers.NODES.booleanNode(true);
      }
      case "f", "F", "false", "False", "FALSE" -> {
        return Numbers.NODES.booleanNode(false);
      }
      default -> {
        char last = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
        boolean whole = last == 'i' || last == 'u';
        BigDecimal number = number(whole ? word.substring(0, word.length() - 1) : word);
        if (number == null || (whole && number.scale() > 0)) {
          throw malformed("a field is no number, truth or quoted text");
        }
        return Numbers.NODES.numberNode(number);
      }
    }
  }

  private JsonNode quoted() throws MalformedPayload {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return Numbers.NODES.textNode(value.toString());
      }
      if (c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
        c = text.charAt(++at);
      }
      value.append(c);
    }
    throw malformed("a quoted text does not end");
  }

  private JsonNode timestamp() throws MalformedPayload {
    BigDecimal time = number(word());
    if (time == null || time.scale() > 0) {
      throw malformed("the time is no whole number");
    }
    return Numbers.NODES.numberNode(time);
  }

  private String word() {
    int start = at;
    while (!atEnd() && text.charAt(at) != ' ' && text.charAt(at) != ',') {
      at++;
    }
    return text.substring(start, at);
  }

  private static BigDecimal number(String word) {
    return word.length() > LONGEST_NUMBER ? null : Numbers.of(word);
  }

  private MalformedPayload malformed(String what) {
    long line =
        text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
    return new MalformedPayload("line " + (line + 1) + ": " + what);
  }
}
