package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Amounts;
import dev.tributary.config.Nearest;
import dev.tributary.config.YamlSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
          "margin");

  /** What the contract of rules has and this version does not: never ignored, always named. */
  private static final Set<String> NOT_YET =
      Set.of("with", "baseline", "also", "expected", "where");

  private static final Pattern MEASURE_NAME =
      Pattern.compile("[a-z0-9_]{1,40}(\\.[a-z0-9_]{1,40}){1,4}");
  private static final Pattern ALERT_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final Pattern PERCENTILE = Pattern.compile("p[0-9]{1,2}");
  private static final Pattern EVENTS = Pattern.compile("([0-9]{1,6}) events?");
  private static final Pattern METRES = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?) ?(m|km)");
  private static final double WIDEST_MARGIN = 100_000;
  private static final List<String> ZONE_PATHS =
      List.of(".entered", ".left", ".inside", ".dwell", ".distance");
  private static final List<String> SEVERITIES = List.of("info", "warning", "critical");

  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final int MOST_WINDOWS = 288;
  private static final int LONGEST_TEXT = 1_000;

  private final YamlSource source;
  private final String at;
  private final JsonNode node;
  private final Map<String, String> kinds;
  private final Set<String> measures;
  private final Zones zones;
  private boolean wrong;

  RuleReader(YamlSource source, String at, Around around) {
    this.source = source;
    this.at = at;
    this.node = source.root().at(at);
    this.kinds = around.kinds();
    this.measures = around.measures();
    this.zones = around.zones();
  }

  /**
   * What rules may name.
   *
   * @param kinds with the type of each
   * @param measures the names of all measures
   */
  record Around(Map<String, String> kinds, Set<String> measures, Zones zones) {}

  /** The rule, or null where its problems say why there is none. */
  Rule read() {
    boolean measure = node.has("measure");
    if (!node.isObject() || measure == node.has("alert")) {
      source.problem(at, "a rule begins with either \"measure:\" or \"alert:\"");
      return null;
    }
    keys(measure ? MEASURE : ALERT, measure ? "a measure" : "an alert");
    if (!text("by", "device").equals("device")) {
      problem("by", "by: %s is not computed yet, only by: device".formatted(text("by", "")));
    }
    Rule rule = measure ? measure() : alert();
    return wrong ? null : rule;
  }

  private void keys(List<String> known, String what) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (NOT_YET.contains(name)) {
                problem(name, "%s: is not computed yet".formatted(name));
              } else if (!known.contains(name)) {
                problem(
                    name,
                    "%s has %s but no \"%s\"%s"
                        .formatted(
                            what, String.join(", ", known), name, Nearest.hint(name, known)));
              }
            });
  }

  private Rule measure() {
    String name = name("measure", MEASURE_NAME, "words of a-z 0-9 _ joined by dots, two or more");
    Rule.Source of = of();
    long every = duration("every", -1, SECOND, 31 * DAY);
    if (!node.has("every")) {
      problem("", "a measure needs every, the distance of its windows");
    }
    long over = duration("over", every, SECOND, 31 * DAY);
    if (!wrong && (over % every != 0 || over / every > MOST_WINDOWS)) {
      problem(
          "over",
          "over must be every, or up to %d times that, but is %s"
              .formatted(MOST_WINDOWS, text("over", "")));
    }
    long late = duration("late", 30 * SECOND, 0, DAY);
    long corrections = duration("corrections", Math.max(6 * HOUR, late), 0, 7 * DAY);
    if (corrections < late) {
      problem("corrections", "corrections must be at least late");
    }
    Aggregation value = value();
    if (value != null && value.needsNumbers()) {
      needNumbers(of, "value: " + value.word());
    }
    return new Rule.Measure(
        name,
        of,
        over,
        every,
        value,
        late,
        corrections,
        RuleIds.version(RuleFolder.canonical(node)),
        RuleIds.version(of + " " + every + " " + over + " " + value),
        where());
  }

  private Aggregation value() {
    String word = text("value", "");
    if (PERCENTILE.matcher(word).matches()) {
      problem("value", "value: %s is not computed yet".formatted(word));
      return null;
    }
    Aggregation value = Aggregation.of(word);
    if (value == null) {
      problem(
          "value",
          "value must be one of %s but is \"%s\"%s"
              .formatted(
                  String.join(", ", Aggregation.words()),
                  word,
                  Nearest.hint(word, Aggregation.words())));
    }
    return value;
  }

  private void needNumbers(Rule.Source of, String what) {
    if (of.all()) {
      problem(
          "of", "%s needs kinds whose type is number, one by one, but of is \"*\"".formatted(what));
    }
    for (String name : of.names()) {
      String type = measures.contains(name) ? "number" : kinds.get(name);
      if (type != null && !type.equals("number")) {
        problem(
            "of", "%s needs kinds whose type is number but %s is a %s".formatted(what, name, type));
      }
    }
  }

  private Rule alert() {
    String name = name("alert", ALERT_NAME, "a-z 0-9 _ -, up to 64 of them");
    Rule.Source of = of();
    boolean silence = node.has("silent");
    if (silence == node.has("when")) {
      problem("", "an alert needs either when or silent");
    }
    if (silence) {
      for (String key : List.of("for", "clear", "clear-for", "optional", "zone", "margin")) {
        if (node.has(key)) {
          problem(key, "an alert with silent has no %s".formatted(key));
        }
      }
    }
    long silent = silence ? duration("silent", 0, SECOND, 31 * DAY) : 0;
    Set<String> optional = new LinkedHashSet<>(texts("optional"));
    Rule.InZone in = inZone(of);
    Set<String> more = new TreeSet<>(node.has("zone") ? ZONE_PATHS : List.of());
    Condition when = condition("when", of, optional, more);
    Condition clear = condition("clear", of, optional, more);
    if (in != null && !reads(when, ZONE_PATHS) && !reads(clear, ZONE_PATHS)) {
      problem(
          "zone",
          "an alert with zone must read one of %s in when or clear"
              .formatted(String.join(", ", ZONE_PATHS)));
    }
    for (String path : optional) {
      if ((when == null || !when.paths().contains(path))
          && (clear == null || !clear.paths().contains(path))) {
        problem(
            "optional",
            "optional names a path of when or clear but \"%s\" is none".formatted(path));
      }
    }
    return new Rule.Alert(
        name,
        of,
        when,
        hold("for"),
        clear,
        hold("clear-for"),
        duration("repeat", 0, SECOND, 31 * DAY),
        severity(),
        alertText(),
        node.has("notify") ? texts("notify") : null,
        silent,
        new Rule.Added(in),
        RuleIds.version(RuleFolder.canonical(node) + (in == null ? "" : in.zone().version())),
        RuleIds.version(of + " " + silence + (in == null ? "" : " zone " + in.zone().name())),
        where());
  }

  private static boolean reads(Condition condition, List<String> paths) {
    return condition != null && paths.stream().anyMatch(condition.paths()::contains);
  }

  /** Null where there is none, or a problem with it. */
  private Rule.InZone inZone(Rule.Source of) {
    double margin = margin();
    if (!node.has("zone")) {
      if (node.has("margin")) {
        problem("margin", "margin is that of a zone, but the alert has no zone");
      }
      return null;
    }
    if (of.all()) {
      problem("of", "zone: needs kinds whose type is position, one by one, but of is \"*\"");
    }
    for (String name : of.names()) {
      String type = measures.contains(name) ? "number" : kinds.get(name);
      if (type != null && !type.equals("position")) {
        problem(
            "of", "zone: needs kinds whose type is position but %s is a %s".formatted(name, type));
      }
    }
    String name = text("zone", "");
    if (!zones.names().contains(name)) {
      problem(
          "zone",
          "zone must name a file zones/<name>.geojson beside the rules but \"%s\" is none%s"
              .formatted(name, Nearest.hint(name, zones.names())));
      return null;
    }
    Zone zone = zones.zone(name);
    if (zone == null) {
      // what is wrong with its file is a problem already
      wrong = true;
      return null;
    }
    return new Rule.InZone(zone, margin);
  }

  private double margin() {
    String text = text("margin", "0m");
    Matcher metres = METRES.matcher(text);
    if (metres.matches()) {
      double margin =
          Double.parseDouble(metres.group(1)) * (metres.group(2).equals("m") ? 1 : 1_000);
      if (margin <= WIDEST_MARGIN) {
        return margin;
      }
    }
    problem(
        "margin", "margin must be a distance up to 100km, like 30m, but is \"%s\"".formatted(text));
    return 0;
  }

  private Condition condition(String key, Rule.Source of, Set<String> optional, Set<String> more) {
    if (!node.has(key)) {
      return null;
    }
    String text = text(key, "");
    Condition condition;
    try {
      condition = Condition.compile(text, optional);
    } catch (IllegalArgumentException e) {
      problem(key, "%s %s, but is \"%s\"".formatted(key, e.getMessage(), text));
      return null;
    }
    for (String path : Condition.unknown(condition.paths(), more)) {
      if (ZONE_PATHS.contains(path)) {
        problem(key, "%s names %s, which only an alert with zone has".formatted(key, path));
        continue;
      }
      problem(
          key,
          "%s names %s, which no event has; it has .value, .kind, .attributes.x, .device_id,"
                  .formatted(key, path)
              + " .region, .unit, .time, .received, .id and .source.protocol");
    }
    if (condition.comparesValue() && of.isSingle()) {
      needNumbers(of, "a comparison of .value");
    }
    for (String path : condition.paths()) {
      if (path.startsWith(".value.")
          && of.isSingle()
          && !"position".equals(kinds.getOrDefault(of.names().iterator().next(), "position"))) {
        problem(key, "%s names %s, but the value is no position".formatted(key, path));
      }
    }
    return condition;
  }

  private Rule.Hold hold(String key) {
    String text = text(key, "0s");
    Matcher events = EVENTS.matcher(text);
    if (!events.matches()) {
      return new Rule.Hold(duration(key, 0, 0, 31 * DAY), 0);
    }
    int count = Integer.parseInt(events.group(1));
    if (count < 1) {
      problem(key, "%s must be at least 1 event".formatted(key));
    }
    return new Rule.Hold(0, count);
  }

  private String severity() {
    String severity = text("severity", "warning");
    if (!SEVERITIES.contains(severity)) {
      problem(
          "severity",
          "severity must be one of %s but is \"%s\"%s"
              .formatted(
                  String.join(", ", SEVERITIES), severity, Nearest.hint(severity, SEVERITIES)));
    }
    return severity;
  }

  private AlertText alertText() {
    String text = text("text", "{alert}: {key} {value} {unit}");
    try {
      return AlertText.parse(text);
    } catch (IllegalArgumentException e) {
      problem("text", "text " + e.getMessage());
      return null;
    }
  }

  private Rule.Source of() {
    List<String> names = node.path("of").isArray() ? texts("of") : List.of(text("of", ""));
    if (names.equals(List.of("*"))) {
      return new Rule.Source(true, Set.of());
    }
    if (!node.has("of") || names.isEmpty()) {
      problem("", "a rule needs of: a kind, a list of kinds, \"*\", or a measure");
    } else {
      for (String name : names) {
        if (!kinds.containsKey(name) && !measures.contains(name)) {
          problem(
              "of",
              "of must name kinds of kinds.yaml or measures but \"%s\" is none%s"
                  .formatted(name, RuleFolder.hint(name, kinds.keySet(), measures)));
        }
      }
    }
    return new Rule.Source(false, new TreeSet<>(names));
  }

  private String name(String key, Pattern pattern, String rule) {
    String name = text(key, "");
    if (!pattern.matcher(name).matches()) {
      problem(key, "the name of %s must be %s but is \"%s\"".formatted(article(key), rule, name));
    }
    return name;
  }

  private static String article(String key) {
    return key.equals("alert") ? "an alert" : "a measure";
  }

  private long duration(String key, long otherwise, long least, long most) {
    if (!node.has(key)) {
      return otherwise;
    }
    String text = text(key, "");
    try {
      long millis = Amounts.duration(text).toMillis();
      if (millis < least || millis > most) {
        problem(
            key,
            "%s must be from %s to %s but is %s"
                .formatted(key, Spans.text(least), Spans.text(most), text));
        return Math.max(least, SECOND);
      }
      return millis;
    } catch (IllegalArgumentException e) {
      problem(key, "%s %s but is \"%s\"".formatted(key, e.getMessage(), text));
      return Math.max(least, SECOND);
    }
  }

  private List<String> texts(String key) {
    JsonNode list = node.path(key);
    List<String> texts = new ArrayList<>();
    if (!list.isMissingNode() && !list.isArray()) {
      problem(key, "%s must be a list".formatted(key));
    }
    for (int i = 0; list.isArray() && i < list.size(); i++) {
      if (list.get(i).isValueNode() && !list.get(i).isNull()) {
        texts.add(source.text(at + "/" + key + "/" + i));
      } else {
        problem(key, "%s must be a list of texts".formatted(key));
      }
    }
    return texts;
  }

  private String text(String key, String otherwise) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (value.isContainerNode() || value.isNull()) {
      problem(key, "%s must be a text".formatted(key));
      return otherwise;
    }
    String text = source.text(at + "/" + key);
    if (text.length() > LONGEST_TEXT) {
      problem(key, "%s must have at most %d characters".formatted(key, LONGEST_TEXT));
      return otherwise;
    }
    return text;
  }

  private String where() {
    return source.file() + ":" + source.line(at);
  }

  private void problem(String key, String text) {
    wrong = true;
    source.problem(key.isEmpty() ? at : at + "/" + key, text);
  }
}
