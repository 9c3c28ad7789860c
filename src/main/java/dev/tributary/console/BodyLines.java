package dev.tributary.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.tributary.text.Printable;
import java.util.ArrayList;
import java.util.List;

/** A followed body in lines that a page can show: indented JSON, text, or a dump of bytes. */
final class BodyLines {
  private static final int BYTES_PER_LINE = 16;
  private static final ObjectWriter INDENTED = writer();

  private BodyLines() {}

  private static ObjectWriter writer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return new ObjectMapper().writer(printer);
  }

  static List<String> of(JsonNode body) {
    JsonNode value = body.path("value");
    List<String> lines = new ArrayList<>();
    switch (body.path("form").asText()) {
      case "json" -> indented(value).lines().map(Printable::of).forEach(lines::add);
      case "bytes" -> dump(value.asText(), lines);
      default -> value.asText().lines().map(Printable::of).forEach(lines::add);
    }
    if (body.path("cut").asBoolean()) {
      lines.add("… the rest of %d is left out".formatted(body.path("size").asInt()));
    }
    return lines;
  }

  private static String indented(JsonNode value) {
    try {
      return INDENTED.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      return value.toString();
    }
  }

  private static void dump(String hex, List<String> lines) {
    int width = 2 * BYTES_PER_LINE;
    for (int at = 0; at < hex.length(); at += width) {
      String row = hex.substring(at, Math.min(hex.length(), at + width));
      StringBuilder digits = new StringBuilder();
      StringBuilder letters = new StringBuilder();
      for (int i = 0; i < row.length(); i += 2) {
        int value = Integer.parseInt(row.substring(i, i + 2), 16);
        digits.append(row, i, i + 2).append(' ');
        letters.append(value >= ' ' && value < 0x7f ? (char) value : '.');
      }
      lines.add("%04x  %-48s %s".formatted(at / 2, digits, letters));
    }
  }
}
