package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lines of values between separators, each line a reading; a value may stand in double quotes.
 *
 * @param columns what stands where; empty if the first line says it
 * @param header whether the first line names the columns
 */
record CsvLines(List<Column> columns, boolean header, char separator, char decimal, int maxValues)
    implements PayloadFormat {

  /**
   * @param name null for a column that is left out
   * @param kind what it measures where its name does not say it, or null
   */
  record Column(String name, String kind, String unit) {}

  @Override
  public JsonNode read(byte[] payload, Map<String, String> message) throws MalformedPayload {
    String[] lines = text(payload).split("\r?\n", -1);
    ArrayNode rows = Numbers.NODES.arrayNode();
    List<Column> named = columns;
    boolean first = header;
    int values = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank()) {
        continue;
      }
      List<String> cells = cells(lines[i], i + 1);
      if (first) {
        first = false;
        named = columns.isEmpty() ? named(cells) : columns;
        continue;
      }
      values += cells.size() + 1;
      if (values > maxValues) {
        throw Decoder.tooManyValues(maxValues);
      }
      rows.add(row(cells, named, i + 1));
    }
    if (rows.isEmpty()) {
      throw new MalformedPayload("there is no line with values");
    }
    return rows;
  }

  static String text(byte[] payload) throws MalformedPayload {
    String text = Decoder.utf8(payload);
    if (text == null) {
      throw new MalformedPayload("the text is not UTF-8");
    }
    return text;
  }

  private static List<Column> named(List<String> cells) {
    return cells.stream()
        .map(cell -> new Column(cell.isBlank() ? null : cell.strip(), null, null))
        .toList();
  }

  private ObjectNode row(List<String> cells, List<Column> named, int line) throws MalformedPayload {
    if (cells.size() != named.size()) {
      String behind = named.get(Math.min(cells.size(), named.size()) - 1).name();
      throw new MalformedPayload(
          "line %d has %d columns but %d are known%s"
              .formatted(
                  line,
                  cells.size(),
                  named.size(),
                  behind == null || cells.size() > named.size()
                      ? ""
                      : ": it ends behind " + behind));
    }
    ObjectNode values = Numbers.NODES.objectNode();
    ArrayNode measurements = Numbers.NODES.arrayNode();
    for (int i = 0; i < named.size(); i++) {
      Column column = named.get(i);
      String cell = cells.get(i).strip();
      if (column.name() != null && !cell.isEmpty()) {
        BinaryLayout.put(
            column.name(), column.kind(), column.unit(), value(cell), values, measurements);
      }
    }
    return BinaryLayout.together(values, measurements);
  }

  private JsonNode value(String cell) {
    String number = decimal == '.' ? cell : cell.replace(decimal, '.');
    return FormText.value(FormText.isNumber(number) ? number : cell);
  }

  private List<String> cells(String line, int number) throws MalformedPayload {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (true) {
      StringBuilder cell = new StringBuilder();
      if (at < line.length() && line.charAt(at) == '"') {
        at = quoted(line, at + 1, cell, number);
        if (at < line.length() && line.charAt(at) != separator) {
          throw new MalformedPayload("line %d goes on behind a quoted text".formatted(number));
        }
      } else {
        int end = line.indexOf(separator, at);
        end = end < 0 ? line.length() : end;
        cell.append(line, at, end);
        at = end;
      }
      cells.add(cell.toString());
      if (at >= line.length()) {
        return cells;
      }
      at++;
    }
  }

  private static int quoted(String line, int start, StringBuilder cell, int number)
      throws MalformedPayload {
    for (int at = start; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c != '"') {
        cell.append(c);
      } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
        cell.append('"');
        at++;
      } else {
        return at + 1;
      }
    }
    throw new MalformedPayload("line %d has a quoted text without an end".formatted(number));
  }
}
