package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.text.LineDiff;
import dev.tributary.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What differs between two bodies: of JSON by path, of text by line. Two that are nothing alike are
 * not compared.
 */
final class BodyDiff {
  static final int MOST = 200;
  private static final String JSON = "json";
  private static final String TEXT = "text";

  private final List<Map<String, String>> changes = new ArrayList<>();
  private int more;

  private BodyDiff() {}

  /**
   * @return {@code fields}, {@code lines}, or neither where all is different
   */
  static Map<String, Object> of(JsonNode before, JsonNode after) {
    Map<String, Object> diff = new LinkedHashMap<>();
    BodyDiff found = new BodyDiff();
    String form = before.path("form").asText();
    boolean alike = form.equals(after.path("form").asText());
    JsonNode one = before.path("value");
    JsonNode other = after.path("value");
    if (alike && form.equals(JSON) && one.getNodeType() == other.getNodeType()) {
      found.compare("", one, other);
      diff.put("fields", found.changes);
      diff.put("more", found.more);
    } else if (alike && form.equals(TEXT)) {
      diff.put("lines", lines(BodyLines.of(before), BodyLines.of(after)));
    }
    return diff;
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    if (before instanceof ObjectNode && after instanceof ObjectNode) {
      Set<String> names = new LinkedHashSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(path.isEmpty() ? name : path + "." + name, before.get(name), after.get(name), name);
      }
    } else if (before instanceof ArrayNode && after instanceof ArrayNode) {
      for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
        compare(path + "[" + i + "]", before.get(i), after.get(i), "");
      }
    } else {
      add(path, text(before), text(after));
    }
  }

  private void compare(String path, JsonNode before, JsonNode after, String name) {
    if (before != null && after != null) {
      compare(path, before, after);
    } else {
      add(
          path.isEmpty() ? name : path,
          before == null ? null : text(before),
          after == null ? null : text(after));
    }
  }

  private void add(String path, String before, String after) {
    if (changes.size() == MOST) {
      more++;
      return;
    }
    Map<String, String> change = new LinkedHashMap<>();
    change.put("path", Printable.of(path));
    if (before != null) {
      change.put("before", before);
    }
    if (after != null) {
      change.put("after", after);
    }
    changes.add(change);
  }

  private static String text(JsonNode value) {
    return Printable.of(value.toString());
  }

  /** As {@code diff -u} writes them. */
  private static List<String> lines(List<String> before, List<String> after) {
    return LineDiff.hunks(bytes(before), bytes(after)).lines().toList();
  }

  private static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
