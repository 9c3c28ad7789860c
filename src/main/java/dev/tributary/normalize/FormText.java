package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The body of an HTML form, {@code tempf=66.2&humidity=70}: what weather stations post. */
final class FormText {
  private static final int LONGEST_NUMBER = 20;

  private FormText() {}

  /**
   * The fields of a form as an object, numbers as numbers; null where this is none.
   *
   * @param fewest fields that it must have to be taken for a form
   */
  static ObjectNode read(String text, int fewest, int maxValues) {
    if (text.indexOf('=') < 0 || !isPlain(text)) {
      return null;
    }
    ObjectNode form = Numbers.NODES.objectNode();
    int fields = 0;
    for (int start = 0; start <= text.length(); ) {
      int end = text.indexOf('&', start);
      end = end < 0 ? text.length() : end;
      if (end > start) {
        int equals = text.indexOf('=', start);
        if (equals <= start || equals > end || text.lastIndexOf('=', end - 1) != equals) {
          return null;
        }
        if (++fields > maxValues) {
          throw Decoder.tooManyValues(maxValues);
        }
        String name = unescape(text.substring(start, equals));
        form.set(name, value(unescape(text.substring(equals + 1, end))));
        if (form.size() < fields) {
          throw new Rejection(Reason.UNREADABLE, "a name stands twice in the form");
        }
      }
      start = end + 1;
    }
    return fields < fewest ? null : form;
  }

  /** Only what may stand in a form: no space, no quote, no bracket of JSON. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == '"' || c == '{' || c == '}') {
        return false;
      }
    }
    return true;
  }

  private static String unescape(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
      if (decoded.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
        throw new Rejection(Reason.UNREADABLE, "the form holds control characters");
      }
      return decoded;
    } catch (IllegalArgumentException e) {
      throw new Rejection(Reason.UNREADABLE, "the form holds a % without two digits behind it");
    }
  }

  /** A number as JSON writes it; an id like 0042 stays a text. */
  static JsonNode value(String text) {
    return isNumber(text)
        ? Numbers.NODES.numberNode(Numbers.of(text))
        : Numbers.NODES.textNode(text);
  }

  static boolean isNumber(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    if (text.length() > LONGEST_NUMBER || at == text.length()) {
      return false;
    }
    boolean point = false;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && !point && i > at && i + 1 < text.length()) {
        point = true;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return text.charAt(at) != '0' || text.length() == at + 1 || text.charAt(at + 1) == '.';
  }
}
