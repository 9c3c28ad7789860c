package dev.tributary.analytics.rules;

import dev.tributary.config.Nearest;
import dev.tributary.config.YamlSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one rule. */
final class RuleReader {
  private static final List<String> MEASURE =
      List.of("measure", "of", "every", "over", "value", "by", "late", "corrections");
  private static final List<String> ALERT =
      List.of(
          "alert",
          "of",
          "when",
          "for",
          "clear",
          "clear-for",
          "repeat",
          "severity",
          "text",
          "notify",
          "silent",
          "optional",
          "by",
          "zone",
          "margin",
          "with",
          "expected",
          "baseline",
          "also");

  /** What the contract of rules has and this version does not: never ignored, always named. */
  private static final Set<String> NOT_YET = Set.of("where");

  private static final Pattern MEASURE_NAME =
      Pattern.compile("[a-z0-9_]{1,40}(\\.[a-z0-9_]{1,40}){1,4}");
  private static final Pattern ALERT_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final Pattern BY_ATTRIBUTE =
      Pattern.compile("attributes\\.([A-Za-z0-9_-]{1,100})");
  private static final Pattern EVENTS = Pattern.compile("([0-9]{1,6}) events?");
  private static final List<String> SEVERITIES = List.of("info", "warning", "critical");

  private static final long SECOND = RuleNode.SECOND;
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final int MOST_WINDOWS = 288;

  private final RuleNode rule;
  private final Around around;
  private final Map<String, String> kinds;
  private final Set<String> measures;

  RuleReader(YamlSource source, String at, Around around) {
    this.rule = new RuleNode(source, at);
    this.around = around;
    this.kinds = around.kinds();
    this.measures = around.measures();
  }

  /**
   * What rules may name.
   *
   * @param kinds with the type of each
   * @param measures the names of all measures
   * @param registry null where there is no file of it, or one that is wrong
   */
  record Around(
      Map<String, String> kinds,
      Set<String> measures,
      Zones zones,
      Registry registry,
      boolean registryIsWrong) {
    /** The type of a kind or measure, or null where there is none of this name. */
    String type(String name) {
      return measures.contains(name) ? "number" : kinds.get(name);
    }

    /** All that the rule reads must have this type. */
    void requireType(RuleNode rule, Rule.Source of, String type, String what) {
      if (of.all()) {
        rule.problem(
            "of",
            "%s needs kinds whose type is %s, one by one, but of is \"*\"".formatted(what, type));
      }
      for (String name : of.names()) {
        String its = type(name);
        if (its != null && !its.equals(type)) {
          rule.problem(
              "of",
              "%s needs kinds whose type is %s but %s is a %s".formatted(what, type, name, its));
        }
      }
    }
  }

  /** The rule, or null where its problems say why there is none. */
  Rule read() {
    boolean measure = rule.has("measure");
    if (!rule.json().isObject() || measure == rule.has("alert")) {
      rule.problem("", "a rule begins with either \"measure:\" or \"alert:\"");
      return null;
    }
    rule.requireKeys(measure ? "a measure" : "an alert", measure ? MEASURE : ALERT, NOT_YET);
    Rule read = measure ? measure() : alert();
    return rule.isWrong() ? null : read;
  }

  private Rule measure() {
    String name = name("measure", MEASURE_NAME, "words of a-z 0-9 _ joined by dots, two or more");
    Rule.Source of = of();
    long every = rule.duration("every", -1, SECOND, 31 * DAY);
    if (!rule.has("every")) {
      rule.problem("", "a measure needs every, the distance of its windows");
    }
    long over = rule.duration("over", every, SECOND, 31 * DAY);
    if (!rule.isWrong() && (over % every != 0 || over / every > MOST_WINDOWS)) {
      rule.problem(
          "over",
          "over must be every, or up to %d times that, but is %s"
              .formatted(MOST_WINDOWS, rule.text("over", "")));
    }
    long late = rule.duration("late", 30 * SECOND, 0, DAY);
    long corrections = rule.duration("corrections", Math.max(6 * HOUR, late), 0, 7 * DAY);
    if (corrections < late) {
      rule.problem("corrections", "corrections must be at least late");
    }
    Grouping by = grouping(of);
    Aggregation value = value();
    if (value != null && value.needsNumbers()) {
      around.requireType(rule, of, "number", "value: " + rule.text("value", ""));
    }
    return new Rule.Measure(
        name,
        of,
        over,
        every,
        value,
        Aggregation.percent(rule.text("value", "")),
        by,
        late,
        corrections,
        RuleIds.version(RuleFolder.canonical(rule.json())),
        RuleIds.version(
            of
                + " "
                + every
                + " "
                + over
                + " "
                + value(value)
                + (by.isDevice() ? "" : " by " + by)),
        rule.where());
  }

  private Grouping grouping(Rule.Source of) {
    String by = rule.text("by", "device");
    if (by.equals("device") || by.equals("region") || by.equals("all")) {
      return new Grouping(Grouping.Of.valueOf(by.toUpperCase(Locale.ROOT)), null);
    }
    Matcher attribute = BY_ATTRIBUTE.matcher(by);
    if (!attribute.matches()) {
      rule.problem(
          "by",
          "by must be device, region, attributes.<name> or all, but is \"%s\"%s"
              .formatted(by, Nearest.hint(by, List.of("device", "region", "all"))));
      return Grouping.DEVICE;
    }
    if (of.names().stream().anyMatch(measures::contains)) {
      rule.problem(
          "by", "by: %s needs kinds, for a measure has no attributes of devices".formatted(by));
    }
    return new Grouping(Grouping.Of.ATTRIBUTE, attribute.group(1));
  }

  private String value(Aggregation value) {
    return value == Aggregation.PERCENTILE ? rule.text("value", "") : String.valueOf(value);
  }

  private Aggregation value() {
    String word = rule.text("value", "");
    Aggregation value = Aggregation.of(word);
    if (value == null) {
      rule.problem(
          "value",
          "value must be one of %s but is \"%s\"%s"
              .formatted(
                  String.join(", ", Aggregation.words()),
                  word,
                  Nearest.hint(word, Aggregation.words())));
    }
    return value;
  }

  private Rule alert() {
    String name = name("alert", ALERT_NAME, "a-z 0-9 _ -, up to 64 of them");
    Rule.Source of = of();
    if (!rule.text("by", "device").equals("device")) {
      rule.problem(
          "by",
          "an alert is by: device; for a group of them, let it read a measure with by: %s"
              .formatted(rule.text("by", "")));
    }
    boolean silence = rule.has("silent");
    if (silence == rule.has("when")) {
      rule.problem("", "an alert needs either when or silent");
    }
    requireFitting(silence);
    long silent = silence ? rule.duration("silent", 0, SECOND, 31 * DAY) : 0;
    Set<String> optional = new LinkedHashSet<>(rule.texts("optional"));
    AdditionReader additions = new AdditionReader(rule, of, around);
    Condition when = condition("when", of, optional, additions);
    Condition clear = condition("clear", of, optional, additions);
    additions.requireRead(when, clear);
    requireNamed(optional, when, clear);
    return new Rule.Alert(
        name,
        of,
        when,
        hold("for"),
        clear,
        hold("clear-for"),
        rule.duration("repeat", 0, SECOND, 31 * DAY),
        severity(),
        alertText(),
        rule.has("notify") ? rule.texts("notify") : null,
        silent,
        additions.added(),
        RuleIds.version(RuleFolder.canonical(rule.json()) + additions.version()),
        RuleIds.version(of + " " + silence + additions.meaning()),
        rule.where());
  }

  private void requireFitting(boolean silence) {
    List<String> others =
        silence
            ? List.of(
                "for",
                "clear",
                "clear-for",
                "optional",
                "zone",
                "margin",
                "with",
                "baseline",
                "also")
            : List.of("expected");
    for (String key : others) {
      if (rule.has(key)) {
        rule.problem(key, "an alert with %s has no %s".formatted(silence ? "silent" : "when", key));
      }
    }
  }

  private void requireNamed(Set<String> optional, Condition when, Condition clear) {
    for (String path : optional) {
      if ((when == null || !when.paths().contains(path))
          && (clear == null || !clear.paths().contains(path))) {
        rule.problem(
            "optional",
            "optional names a path of when or clear but \"%s\" is none".formatted(path));
      }
    }
  }

  private Condition condition(
      String key, Rule.Source of, Set<String> optional, AdditionReader additions) {
    if (!rule.has(key)) {
      return null;
    }
    String text = rule.text(key, "");
    Condition condition;
    try {
      condition = Condition.compile(text, optional);
    } catch (IllegalArgumentException e) {
      rule.problem(key, "%s %s, but is \"%s\"".formatted(key, e.getMessage(), text));
      return null;
    }
    for (String path : Condition.unknown(condition.paths(), additions.paths())) {
      if (additions.isSpoilt(path)) {
        continue;
      }
      String why = additions.unknown(path);
      if (why != null) {
        rule.problem(key, "%s names %s, %s".formatted(key, path, why));
        continue;
      }
      rule.problem(
          key,
          "%s names %s, which no event has; it has .value, .kind, .attributes.x, .device_id,"
                  .formatted(key, path)
              + " .region, .unit, .time, .received, .id and .source.protocol");
    }
    additions.requireNumbers(key, condition);
    if (condition.comparesValue() && of.isSingle()) {
      around.requireType(rule, of, "number", "a comparison of .value");
    }
    for (String path : condition.paths()) {
      if (path.startsWith(".value.")
          && of.isSingle()
          && !"position".equals(kinds.getOrDefault(of.names().iterator().next(), "position"))) {
        rule.problem(key, "%s names %s, but the value is no position".formatted(key, path));
      }
    }
    return condition;
  }

  private Rule.Hold hold(String key) {
    String text = rule.text(key, "0s");
    Matcher events = EVENTS.matcher(text);
    if (!events.matches()) {
      return new Rule.Hold(rule.duration(key, 0, 0, 31 * DAY), 0);
    }
    int count = Integer.parseInt(events.group(1));
    if (count < 1) {
      rule.problem(key, "%s must be at least 1 event".formatted(key));
    }
    return new Rule.Hold(0, count);
  }

  private String severity() {
    String severity = rule.text("severity", "warning");
    if (!SEVERITIES.contains(severity)) {
      rule.problem(
          "severity",
          "severity must be one of %s but is \"%s\"%s"
              .formatted(
                  String.join(", ", SEVERITIES), severity, Nearest.hint(severity, SEVERITIES)));
    }
    return severity;
  }

  private AlertText alertText() {
    String text = rule.text("text", "{alert}: {key} {value} {unit}");
    try {
      return AlertText.parse(text);
    } catch (IllegalArgumentException e) {
      rule.problem("text", "text " + e.getMessage());
      return null;
    }
  }

  private Rule.Source of() {
    List<String> names =
        rule.json().path("of").isArray() ? rule.texts("of") : List.of(rule.text("of", ""));
    if (names.equals(List.of("*"))) {
      return new Rule.Source(true, Set.of());
    }
    if (!rule.has("of") || names.isEmpty()) {
      rule.problem("", "a rule needs of: a kind, a list of kinds, \"*\", or a measure");
    } else {
      for (String name : names) {
        if (!kinds.containsKey(name) && !measures.contains(name)) {
          rule.problem(
              "of",
              "of must name kinds of kinds.yaml or measures but \"%s\" is none%s"
                  .formatted(name, RuleFolder.hint(name, kinds.keySet(), measures)));
        }
      }
    }
    return new Rule.Source(false, new TreeSet<>(names));
  }

  private String name(String key, Pattern pattern, String words) {
    String name = rule.text(key, "");
    if (!pattern.matcher(name).matches()) {
      rule.problem(
          key, "the name of %s must be %s but is \"%s\"".formatted(article(key), words, name));
    }
    return name;
  }

  private static String article(String key) {
    return key.equals("alert") ? "an alert" : "a measure";
  }
}
