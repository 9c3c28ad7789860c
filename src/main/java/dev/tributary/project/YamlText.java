package dev.tributary.project;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Place;
import java.util.Map;

/**
 * Writes a tree as YAML in which each part stands in the line where it was read, so that what Camel
 * says of it names the operator's line.
 */
final class YamlText {
  private final Place place;
  private final StringBuilder text = new StringBuilder();
  private int line = 1;

  private YamlText(Place place) {
    this.place = place;
  }

  /**
   * @param place of the whole, of which the node stands at this pointer
   */
  static String of(JsonNode node, Place place, String pointer) {
    YamlText text = new YamlText(place);
    text.write(node, pointer);
    return text.text.append('\n').toString();
  }

  private void write(JsonNode node, String pointer) {
    if (node.isObject()) {
      String between = "{";
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String at = YamlTree.child(pointer, field.getKey());
        moveTo(place.nearest(at).line());
        text.append(between);
        quote(field.getKey());
        text.append(": ");
        write(field.getValue(), at);
        between = ", ";
      }
      text.append(between.equals("{") ? "{}" : "}");
    } else if (node.isArray()) {
      String between = "[";
      for (int i = 0; i < node.size(); i++) {
        String at = pointer + "/" + i;
        moveTo(place.nearest(at).line());
        text.append(between);
        write(node.get(i), at);
        between = ", ";
      }
      text.append(between.equals("[") ? "[]" : "]");
    } else {
      quote(node.isNull() ? "" : node.asText());
    }
  }

  /** Not back: what an alias repeats stands further up. */
  private void moveTo(int wanted) {
    for (; line < wanted; line++) {
      text.append('\n');
    }
  }

  private void quote(String value) {
    text.append('"');
    for (char c : JsonStringEncoder.getInstance().quoteAsString(value)) {
      if (c < 0x7f) {
        text.append(c);
      } else {
        text.append("\\u%04x".formatted((int) c));
      }
    }
    text.append('"');
  }
}
