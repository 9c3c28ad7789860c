package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentence that people read, with placeholders: {@code {device}: {value} {unit}}. */
public final class AlertText {
  private static final List<String> NAMES =
      List.of(
          "device",
          "key",
          "region",
          "kind",
          "value",
          "unit",
          "alert",
          "severity",
          "since",
          "duration");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");
  private static final String ATTRIBUTE = "attributes.";
  private static final int LONGEST = 2000;
  private static final int DECIMALS = 3;
  private static final int DIGITS = 4;

  private final String text;

  private AlertText(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException with the rule that it breaks
   */
  static AlertText parse(String text) {
    if (text.contains("{{")) {
      throw new IllegalArgumentException("with {{…}} is not read in rules yet: write the value");
    }
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!NAMES.contains(name)
          && !(name.startsWith(ATTRIBUTE) && name.length() > ATTRIBUTE.length())) {
        throw new IllegalArgumentException(
            "has the placeholders {%s} and {attributes.x} but \"{%s}\" is none%s"
                .formatted(String.join("}, {", NAMES), name, Nearest.hint(name, NAMES)));
      }
    }
    return new AlertText(text);
  }

  /** Puts the values in; what an alert does not have is left out. */
  String fill(Map<String, String> values, JsonNode attributes) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      parts.add(text.substring(end, matcher.start()));
      String name = matcher.group(1);
      parts.add(
          name.startsWith(ATTRIBUTE)
              ? text(attributes.path(name.substring(ATTRIBUTE.length())))
              : values.getOrDefault(name, ""));
      end = matcher.end();
    }
    parts.add(text.substring(end));
    String filled = String.join("", parts).strip();
    return filled.length() > LONGEST ? filled.substring(0, LONGEST) : filled;
  }

  private static String text(JsonNode attribute) {
    return attribute.isNumber() ? text(attribute.decimalValue()) : attribute.asText("");
  }

  /**
   * A number as people read it: with three decimals at most, and below 1 with four digits that
   * count.
   */
  static String text(BigDecimal number) {
    int leading = number.precision() - number.scale();
    int decimals = leading > 0 ? DECIMALS : DIGITS - leading;
    return Json.plain(
            number.scale() > decimals ? number.setScale(decimals, RoundingMode.HALF_UP) : number)
        .toString();
  }
}
