package dev.tributary.verify.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tributary.config.Amounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An alert as the proof reads it: one that compares the value with a number. Shares no code with
 * the rules.
 *
 * @param why what keeps it from being proved, or null
 */
public record WatchedRule(
    String name,
    Set<String> kinds,
    DoublePredicate when,
    DoublePredicate clear,
    Hold rise,
    Hold fall,
    String why) {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern COMPARISON =
      Pattern.compile("\\s*\\.value\\s*(>=|<=|>|<)\\s*(-?\\d+(?:\\.\\d+)?)\\s*");
  private static final Pattern EVENTS = Pattern.compile("(\\d+) events?");
  private static final Set<String> KEYS =
      Set.of(
          "alert",
          "of",
          "when",
          "clear",
          "for",
          "clear-for",
          "repeat",
          "severity",
          "text",
          "notify");

  /** How long something must hold. */
  record Hold(long millis, int events) {}

  /** The alerts of routes/analytics. */
  public static List<WatchedRule> read(Path routes) throws IOException {
    List<WatchedRule> rules = new ArrayList<>();
    Path folder = routes.resolve("analytics");
    if (!Files.isDirectory(folder)) {
      return rules;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        JsonNode list = YAML.readTree(Files.readString(file));
        if (list != null && list.isArray()) {
          list.forEach(
              rule -> {
                if (rule.has("alert")) {
                  rules.add(of(rule));
                }
              });
        }
      }
    }
    return rules;
  }

  static WatchedRule of(JsonNode rule) {
    Set<String> kinds = new TreeSet<>();
    if (rule.path("of").isArray()) {
      rule.path("of").forEach(kind -> kinds.add(kind.asText()));
    } else {
      kinds.add(rule.path("of").asText());
    }
    Set<String> others = new TreeSet<>();
    rule.fieldNames().forEachRemaining(others::add);
    others.removeAll(KEYS);
    DoublePredicate when = comparison(rule.path("when").asText());
    DoublePredicate clear =
        rule.has("clear") ? comparison(rule.path("clear").asText()) : negated(when);
    String why =
        !others.isEmpty()
            ? "has " + String.join(", ", others)
            : when == null || clear == null
                ? "compares more than .value with a number"
                : kinds.stream().anyMatch(kind -> kind.equals("*") || kind.contains("."))
                    ? "reads \"*\" or measures"
                    : null;
    return new WatchedRule(
        rule.path("alert").asText(),
        kinds,
        when,
        clear,
        hold(rule.path("for").asText("0s")),
        hold(rule.path("clear-for").asText("0s")),
        why);
  }

  private static DoublePredicate negated(DoublePredicate when) {
    return when == null ? null : when.negate();
  }

  private static DoublePredicate comparison(String text) {
    Matcher matcher = COMPARISON.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    double bound = Double.parseDouble(matcher.group(2));
    return switch (matcher.group(1)) {
      case ">" -> value -> value > bound;
      case ">=" -> value -> value >= bound;
      case "<" -> value -> value < bound;
      default -> value -> value <= bound;
    };
  }

  private static Hold hold(String text) {
    Matcher events = EVENTS.matcher(text);
    return events.matches()
        ? new Hold(0, Integer.parseInt(events.group(1)))
        : new Hold(Amounts.duration(text).toMillis(), 0);
  }
}
