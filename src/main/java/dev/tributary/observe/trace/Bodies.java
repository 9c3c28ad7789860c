package dev.tributary.observe.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.contract.Event;
import dev.tributary.contract.EventJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Bodies as a page shows them: JSON and events as a tree, text with its lines, other bytes as
 * hexadecimal digits. What is secret is masked, and of what is long the beginning is shown.
 */
final class Bodies {
  /** What a body is: {@code json}, {@code text}, {@code bytes}, {@code object}. */
  static final String FORM = "form";

  static final String VALUE = "value";
  static final String CUT = "cut";
  static final int MOST_CHARS = 16_384;
  private static final int MOST_BYTES = 4_096;
  private static final int DEEPEST = 30;
  private static final String TEXT = "text";

  /** What the steps in between pass on is written for people. */
  private static final String OURS = "dev.tributary.";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Snippets snippets;

  /**
   * A body before it is masked.
   *
   * @param tree null for what is no JSON
   * @param text compact, to compare it with others
   */
  record Raw(String form, JsonNode tree, String text, int size, boolean cut) {}

  Bodies(Snippets snippets) {
    this.snippets = snippets;
  }

  static Raw raw(Object body) {
    if (body == null) {
      return new Raw("none", null, "", 0, false);
    }
    if (body instanceof byte[] bytes) {
      return bytes(bytes);
    }
    if (body instanceof CharSequence text) {
      return text(text.toString(), text.length());
    }
    JsonNode tree = tree(body, 0);
    if (tree == null && body.getClass().getName().startsWith(OURS)) {
      String text = body.toString();
      return text(text, text.length());
    }
    if (tree == null) {
      return new Raw("object", null, body.getClass().getName(), 0, false);
    }
    String text = tree.toString();
    return text.length() > MOST_CHARS
        ? new Raw(TEXT, null, text.substring(0, MOST_CHARS), text.length(), true)
        : new Raw("json", tree, text, text.length(), false);
  }

  private static Raw bytes(byte[] bytes) {
    String text = utf8(bytes.length > MOST_CHARS ? Arrays.copyOf(bytes, MOST_CHARS) : bytes);
    if (text != null) {
      return text(text, bytes.length);
    }
    boolean cut = bytes.length > MOST_BYTES;
    return new Raw(
        "bytes",
        null,
        HexFormat.of().formatHex(bytes, 0, cut ? MOST_BYTES : bytes.length),
        bytes.length,
        cut);
  }

  /** Null where it is no text. */
  private static String utf8(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\r' || c == '\t')
          ? text
          : null;
    } catch (CharacterCodingException e) {
      return bytes.length == MOST_CHARS ? cutUtf8(bytes) : null;
    }
  }

  /** The cut may have gone through a character. */
  private static String cutUtf8(byte[] bytes) {
    int end = bytes.length;
    while (end > bytes.length - 4 && (bytes[end - 1] & 0xc0) == 0x80) {
      end--;
    }
    return utf8(Arrays.copyOf(bytes, end - 1));
  }

  private static Raw text(String text, int size) {
    if (text.length() > MOST_CHARS || size > MOST_CHARS) {
      String begin = text.substring(0, Math.min(text.length(), MOST_CHARS));
      return new Raw(TEXT, null, begin, size, true);
    }
    String stripped = text.strip();
    if (stripped.startsWith("{") || stripped.startsWith("[")) {
      try {
        JsonNode tree = JSON.readTree(stripped);
        return new Raw("json", tree, tree.toString(), size, false);
      } catch (JsonProcessingException | StackOverflowError e) {
        return new Raw(TEXT, null, text, size, false);
      }
    }
    return new Raw(TEXT, null, text, size, false);
  }

  /** Null where an object is none of JSON. */
  private static JsonNode tree(Object value, int depth) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (depth > DEEPEST) {
      return make.textNode("…");
    }
    if (value == null) {
      return make.nullNode();
    }
    if (value instanceof JsonNode node) {
      return node.deepCopy();
    }
    if (value instanceof Event event) {
      return event(event);
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = make.objectNode();
      map.forEach((name, member) -> object.set(String.valueOf(name), part(member, depth)));
      return object;
    }
    if (value instanceof Collection<?> list) {
      ArrayNode array = make.arrayNode();
      list.forEach(item -> array.add(part(item, depth)));
      return array;
    }
    if (value instanceof Number || value instanceof Boolean) {
      return JSON.valueToTree(value);
    }
    return value instanceof CharSequence text ? make.textNode(text.toString()) : null;
  }

  private static JsonNode part(Object value, int depth) {
    JsonNode tree = tree(value, depth + 1);
    return tree == null ? TextNode.valueOf(value.getClass().getName()) : tree;
  }

  /** As its record will be, with the topics that routes have given it. */
  private static JsonNode event(Event event) {
    try {
      ObjectNode tree = (ObjectNode) JSON.readTree(EventJson.write(event));
      if (event.topic() != null) {
        tree.put("topic", event.topic());
      }
      List<String> copies = event.copies();
      if (!copies.isEmpty()) {
        copies.forEach(tree.putArray("copies")::add);
      }
      return tree;
    } catch (IOException e) {
      return TextNode.valueOf(event.toString());
    }
  }

  /** As it may be shown. */
  ObjectNode shown(Raw raw) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("size", raw.size());
    shown.put(CUT, raw.cut());
    String masked = raw.form().equals("bytes") ? raw.text() : snippets.masked(raw.text());
    JsonNode tree = raw.tree();
    if (tree != null && !masked.equals(raw.text())) {
      tree = maskedTree(raw.tree());
    }
    if (tree != null) {
      shown.put(FORM, "json").set(VALUE, tree);
    } else {
      shown.put(FORM, raw.tree() == null ? raw.form() : TEXT).put(VALUE, masked);
    }
    return shown;
  }

  /** Null where a secret is more than the value of one field. */
  private JsonNode maskedTree(JsonNode tree) {
    JsonNode masked = tree.deepCopy();
    JsonNode rest = tree.deepCopy();
    hide(masked, rest);
    String left = rest.toString();
    return snippets.masked(left).equals(left) ? masked : null;
  }

  /** Hides values in the one and takes them out of the other. */
  private void hide(JsonNode masked, JsonNode rest) {
    if (masked instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isContainerNode()) {
          hide(array.get(i), rest.get(i));
        }
      }
      return;
    }
    for (Map.Entry<String, JsonNode> field : List.copyOf(masked.properties())) {
      String label = TextNode.valueOf(field.getKey()) + ":";
      String value = field.getValue().toString();
      boolean container = field.getValue().isContainerNode();
      // of a container only the name is judged: what is in it comes by itself
      String text = label + (container ? "\"-\"" : value);
      if (!snippets.masked(text).equals(text)) {
        ((ObjectNode) masked).put(field.getKey(), Snippets.MASK);
        ((ObjectNode) rest).remove(field.getKey());
      } else if (container) {
        hide(field.getValue(), rest.get(field.getKey()));
      }
    }
  }
}
