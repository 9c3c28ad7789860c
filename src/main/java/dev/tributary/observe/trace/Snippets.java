package dev.tributary.observe.trace;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Event;
import dev.tributary.project.BoundedText;
import dev.tributary.text.Printable;
import dev.tributary.text.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Payloads and variables as they may be shown: short, on one line, what is secret masked. */
final class Snippets {
  static final int MAX_CHARS = 200;
  static final String MASK = Secrets.HIDDEN;

  /** Of a longer body, only the beginning is searched for secrets, and shown. */
  private static final int MOST_READ = 4 * MAX_CHARS;

  private final List<Pattern> secrets;

  /**
   * @param secrets what to hide: the first group of a pattern that has one, else all it matches
   */
  Snippets(List<Pattern> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  /** The whole text without what is secret. */
  String masked(String text) {
    String shown = Secrets.masked(text);
    for (Pattern secret : secrets) {
      shown = without(secret, shown);
    }
    return shown;
  }

  /** A value of this name, which may mark it as secret. */
  String value(String name, String value) {
    String label = name + ": ";
    String shown = masked(label + value);
    return text(shown.startsWith(label) ? shown.substring(label.length()) : MASK);
  }

  String text(String text) {
    String shown = masked(text);
    StringBuilder line = new StringBuilder();
    shown
        .codePoints()
        .limit(MAX_CHARS)
        .forEach(c -> line.appendCodePoint(Character.isWhitespace(c) ? ' ' : c));
    String printable = Printable.of(line.toString());
    return shown.codePointCount(0, shown.length()) > MAX_CHARS ? printable + "…" : printable;
  }

  /** Nothing is shown of a text that keeps the pattern busy for too long. */
  private static String without(Pattern secret, String text) {
    try {
      return BoundedText.match(
          secret,
          text,
          matcher -> matcher.replaceAll(hit -> Matcher.quoteReplacement(masked(hit))));
    } catch (BoundedText.TooSlow e) {
      return MASK;
    }
  }

  /** The body of a message as it may be shown. */
  String body(Object body) {
    if (body == null) {
      return "";
    }
    if (body instanceof byte[] bytes) {
      return bytes(bytes);
    }
    if (body instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Event) {
      return text(list.stream().limit(MAX_CHARS).map(Snippets::item).collect(joining(", ")));
    }
    if (body instanceof CharSequence || body instanceof JsonNode || body instanceof Number) {
      return text(cut(body.toString()));
    }
    if (body instanceof Event event) {
      return text(item(event));
    }
    if (body instanceof Collection<?> || body instanceof Map<?, ?> || body instanceof Boolean) {
      return text(cut(String.valueOf(body)));
    }
    return body.getClass().getName();
  }

  private static String item(Object item) {
    return item instanceof Event event
        ? "%s=%s%s"
            .formatted(event.kind(), event.value(), event.unit() == null ? "" : " " + event.unit())
        : String.valueOf(item);
  }

  private String bytes(byte[] bytes) {
    String text = new String(bytes, 0, Math.min(bytes.length, MOST_READ), StandardCharsets.UTF_8);
    boolean binary = text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t');
    return binary
        ? "%d bytes: %s%s"
            .formatted(
                bytes.length,
                HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_CHARS / 4)),
                bytes.length > MAX_CHARS / 4 ? "…" : "")
        : text(text);
  }

  private static String cut(String text) {
    return text.length() > MOST_READ ? text.substring(0, MOST_READ) : text;
  }

  private static String masked(MatchResult hit) {
    if (hit.groupCount() == 0 || hit.start(1) < 0) {
      return MASK;
    }
    String all = hit.group();
    return all.substring(0, hit.start(1) - hit.start())
        + MASK
        + all.substring(hit.end(1) - hit.start());
  }
}
