package dev.tributary.observe.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.text.Printable;
import dev.tributary.text.Secrets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Payloads and variables as they may be shown: short, on one line, what is secret masked. */
final class Snippets {
  static final int MAX_CHARS = 200;
  private static final String MASK = "[hidden]";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Pattern> secrets;

  /**
   * @param secrets what to hide: the first group of a pattern that has one, else all it matches
   */
  Snippets(List<Pattern> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  String text(String text) {
    String shown = Secrets.masked(text);
    for (Pattern secret : secrets) {
      shown = secret.matcher(shown).replaceAll(hit -> Matcher.quoteReplacement(masked(hit)));
    }
    StringBuilder line = new StringBuilder();
    shown
        .codePoints()
        .limit(MAX_CHARS)
        .forEach(c -> line.appendCodePoint(Character.isWhitespace(c) ? ' ' : c));
    String printable = Printable.of(line.toString());
    return shown.codePointCount(0, shown.length()) > MAX_CHARS ? printable + "…" : printable;
  }

  /** The body of a message as Camel's tracer copied it. */
  String body(String message) {
    try {
      JsonNode body = JSON.readTree(message).at("/message/body/value");
      return body.isMissingNode() || body.isNull() ? "" : text(unescaped(body.asText()));
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  /** The tracer escapes a body for JSON twice, and a pattern must see it as it came. */
  private static String unescaped(String text) {
    try {
      return JSON.readTree('"' + text + '"').asText();
    } catch (JsonProcessingException e) {
      return text;
    }
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
