package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what an alert knows besides its readings. */
final class AdditionReader {
  private static final List<String> ZONE_PATHS =
      List.of(".entered", ".left", ".inside", ".dwell", ".distance");
  private static final String REGISTRY = ".registry.";
  private static final List<String> BASELINE_PATHS =
      List.of(
          ".z",
          ".baseline.mean",
          ".baseline.stddev",
          ".baseline.min",
          ".baseline.max",
          ".baseline.count");
  private static final List<String> BASELINE = List.of("over", "slices", "least", "not-while");
  private static final List<String> ALSO = List.of("over", "value");

  /** What a condition may name already. */
  private static final Set<String> TAKEN =
      Set.of(
          "id",
          "device_id",
          "region",
          "kind",
          "value",
          "unit",
          "time",
          "received",
          "source",
          "attributes",
          "entered",
          "left",
          "inside",
          "dwell",
          "distance",
          "registry",
          "z",
          "baseline");

  private static final long DAY = 86_400_000;
  private static final int MOST_SLICES = 288;
  private static final int DEFAULT_SLICES = 24;
  private static final int MOST_LEAST = 1_000_000;
  private static final Pattern METRES = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?) ?(m|km)");
  private static final double WIDEST_MARGIN = 100_000;

  private final RuleNode rule;
  private final Rule.Source of;
  private final RuleReader.Around around;
  private final Rule.Added added;

  AdditionReader(RuleNode rule, Rule.Source of, RuleReader.Around around) {
    this.rule = rule;
    this.of = of;
    this.around = around;
    this.added = new Rule.Added(inZone(), with(), expected(), usual(), also());
  }

  Rule.Added added() {
    return added;
  }

  /** The paths that conditions may name because of what is added. */
  Set<String> paths() {
    Set<String> paths = new TreeSet<>();
    if (rule.has("zone")) {
      paths.addAll(ZONE_PATHS);
    }
    added.also().keySet().forEach(kind -> paths.add("." + kind));
    if (rule.has("baseline")) {
      paths.addAll(BASELINE_PATHS);
    }
    if (added.registry() != null) {
      added.registry().attributes().forEach(name -> paths.add(REGISTRY + name));
    }
    return paths;
  }

  /** Whether nothing can be said of this path, because what it is of is wrong. */
  boolean isSpoilt(String path) {
    return path.startsWith(REGISTRY) && rule.has("with") && added.registry() == null;
  }

  /** Why no reading has this path, or null where that has nothing to do with what is added. */
  String unknown(String path) {
    if (ZONE_PATHS.contains(path)) {
      return "which only an alert with zone has";
    }
    if (path.equals(".z") || path.startsWith(".baseline.")) {
      return rule.has("baseline")
          ? "but baseline has %s".formatted(String.join(", ", BASELINE_PATHS))
          : "which only an alert with baseline has";
    }
    if (!path.startsWith(REGISTRY)) {
      return null;
    }
    if (added.registry() == null) {
      return "which only an alert with \"with: registry\" has";
    }
    String name = path.substring(REGISTRY.length());
    return "but no device of %s has %s%s"
        .formatted(Registry.FILE, name, Nearest.hint(name, added.registry().attributes()));
  }

  /** What is compared by order must be a number. */
  void requireNumbers(String key, Condition condition) {
    for (String path : condition.ordered()) {
      if (paths().contains(path) && path.startsWith(REGISTRY)) {
        String type = added.registry().type(path.substring(REGISTRY.length()));
        if (!type.equals("number")) {
          rule.problem(key, "%s compares %s by order, but that is a %s".formatted(key, path, type));
        }
      }
    }
  }

  /** What is added must be read. */
  void requireRead(Condition when, Condition clear) {
    if (added.in() != null && !reads(when, ZONE_PATHS) && !reads(clear, ZONE_PATHS)) {
      rule.problem(
          "zone",
          "an alert with zone must read one of %s in when or clear"
              .formatted(String.join(", ", ZONE_PATHS)));
    }
    for (String kind : added.also().keySet()) {
      if (!reads(when, List.of("." + kind)) && !reads(clear, List.of("." + kind))) {
        rule.problem(
            "also",
            "an alert with also: {%s: …} must read .%s in when or clear".formatted(kind, kind));
      }
    }
    if (added.usual() != null && !reads(when, BASELINE_PATHS) && !reads(clear, BASELINE_PATHS)) {
      rule.problem(
          "baseline",
          "an alert with baseline must read one of %s in when or clear"
              .formatted(String.join(", ", BASELINE_PATHS)));
    }
    if (added.registry() != null && !readsRegistry(when) && !readsRegistry(clear)) {
      rule.problem(
          "with", "an alert with \"with: registry\" must read .registry.x in when or clear");
    }
  }

  private static boolean reads(Condition condition, List<String> paths) {
    return condition != null && paths.stream().anyMatch(condition.paths()::contains);
  }

  private static boolean readsRegistry(Condition condition) {
    return condition != null
        && condition.paths().stream().anyMatch(path -> path.startsWith(REGISTRY));
  }

  /** Changes with whatever the files say that the rule reads. */
  String version() {
    return (added.in() == null ? "" : added.in().zone().version())
        + (added.registry() == null ? "" : added.registry().version());
  }

  /** Changes with what makes the state of the rule worthless. */
  String meaning() {
    Rule.Usual usual = added.usual();
    return (added.in() == null ? "" : " zone " + added.in().zone().name())
        + (usual == null ? "" : " baseline " + usual.over() + " " + usual.slice());
  }

  /** Null where there is none. */
  private Rule.Usual usual() {
    if (!rule.has("baseline")) {
      return null;
    }
    RuleNode usual = rule.inner("baseline");
    requireKeys(usual, "baseline", BASELINE);
    if (!usual.has("over")) {
      usual.problem("", "baseline must have over, the time whose readings are usual");
    }
    long over = usual.duration("over", DAY, 2 * RuleNode.SECOND, 31 * DAY);
    long slice = usual.duration("slices", equalPart(over), RuleNode.SECOND, over);
    if (!usual.isWrong() && (over % slice != 0 || over / slice < 2 || over / slice > MOST_SLICES)) {
      usual.problem(
          "slices",
          "slices must divide over into 2 to %d equal parts, but are %s of %s"
              .formatted(MOST_SLICES, Spans.text(slice), Spans.text(over)));
    }
    String text = usual.text("least", "100");
    int least = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
    if (least < 2 || least > MOST_LEAST) {
      usual.problem(
          "least",
          "least must be a number of readings from 2 to %d but is \"%s\""
              .formatted(MOST_LEAST, text));
    }
    String not = usual.text("not-while", "");
    if (!not.isEmpty() && !not.equals("firing")) {
      usual.problem("not-while", "not-while must be firing but is \"%s\"".formatted(not));
    }
    if (of.isSingle()) {
      // of several kinds, those that are no numbers are left out when they come
      around.requireType(rule, of, "number", "baseline");
    }
    return new Rule.Usual(over, slice, least, not.equals("firing"));
  }

  private Map<String, Rule.Also> also() {
    if (!rule.has("also")) {
      return Map.of();
    }
    RuleNode list = rule.inner("also");
    if (!list.json().isObject() || list.json().isEmpty()) {
      list.problem("", "also must be like {temperature: {over: 5m, value: avg}}");
    }
    Map<String, Rule.Also> also = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : list.json().properties()) {
      Rule.Also each = also(list.inner(entry.getKey()), entry.getKey());
      if (each != null) {
        also.put(entry.getKey(), each);
      }
    }
    return also;
  }

  /** Null where there is a problem with it. */
  private Rule.Also also(RuleNode node, String kind) {
    String type = around.kinds().get(kind);
    if (type == null) {
      node.problem(
          "",
          "also must name kinds of kinds.yaml but \"%s\" is none%s"
              .formatted(kind, Nearest.hint(kind, around.kinds().keySet())));
      return null;
    }
    if (TAKEN.contains(kind)) {
      node.problem("", "also may not name %s, for .%s is something else".formatted(kind, kind));
    }
    requireKeys(node, "also", ALSO);
    if (!node.has("over") || !node.has("value")) {
      node.problem(
          "", "also needs over and value, like {%s: {over: 5m, value: avg}}".formatted(kind));
      return null;
    }
    long over = node.duration("over", DAY, RuleNode.SECOND, DAY);
    String word = node.text("value", "");
    Aggregation value = Aggregation.of(word);
    if (value == null || value == Aggregation.INCREASE) {
      node.problem(
          "value",
          "value must be one of %s here but is \"%s\""
              .formatted(String.join(", ", Aggregation.words()).replace("increase, ", ""), word));
      return null;
    }
    if (value.needsNumbers() && !type.equals("number")) {
      node.problem(
          "value",
          "value: %s needs kinds whose type is number but %s is a %s".formatted(word, kind, type));
    }
    return new Rule.Also(over, value, Aggregation.percent(word));
  }

  private static long equalPart(long over) {
    for (int parts = DEFAULT_SLICES; parts > 1; parts--) {
      if (over % parts == 0 && over / parts >= RuleNode.SECOND) {
        return over / parts;
      }
    }
    return over / 2;
  }

  private static void requireKeys(RuleNode node, String what, List<String> known) {
    if (!node.json().isObject()) {
      node.problem("", "%s must be like {%s: …}".formatted(what, known.get(0)));
    }
    node.requireKeys(what, known, Set.of());
  }

  /** Null where there is none, or a problem with it. */
  private Registry with() {
    return rule.has("with") ? registry("with") : null;
  }

  private Set<String> expected() {
    if (!rule.has("expected")) {
      return Set.of();
    }
    Registry registry = registry("expected");
    if (registry != null && registry.devices().isEmpty()) {
      rule.problem(
          "expected",
          "expected: registry needs devices by name, but %s has patterns only"
              .formatted(Registry.FILE));
    }
    return registry == null ? Set.of() : registry.devices();
  }

  private Registry registry(String key) {
    String text = rule.text(key, "");
    if (!text.equals("registry")) {
      rule.problem(key, "%s must be registry but is \"%s\"".formatted(key, text));
    } else if (around.registry() == null) {
      if (around.registryIsWrong()) {
        // what is wrong with its file is a problem already
        rule.spoil();
      } else {
        rule.problem(key, "%s: registry needs %s beside the rules".formatted(key, Registry.FILE));
      }
    } else {
      return around.registry();
    }
    return null;
  }

  /** Null where there is none, or a problem with it. */
  private Rule.InZone inZone() {
    double margin = margin();
    if (!rule.has("zone")) {
      if (rule.has("margin")) {
        rule.problem("margin", "margin is that of a zone, but the alert has no zone");
      }
      return null;
    }
    around.requireType(rule, of, "position", "zone:");
    String name = rule.text("zone", "");
    if (!around.zones().names().contains(name)) {
      rule.problem(
          "zone",
          "zone must name a file zones/<name>.geojson beside the rules but \"%s\" is none%s"
              .formatted(name, Nearest.hint(name, around.zones().names())));
      return null;
    }
    Zone zone = around.zones().zone(name);
    if (zone == null) {
      // what is wrong with its file is a problem already
      rule.spoil();
      return null;
    }
    return new Rule.InZone(zone, margin);
  }

  private double margin() {
    String text = rule.text("margin", "0m");
    Matcher metres = METRES.matcher(text);
    if (metres.matches()) {
      double margin =
          Double.parseDouble(metres.group(1)) * (metres.group(2).equals("m") ? 1 : 1_000);
      if (margin <= WIDEST_MARGIN) {
        return margin;
      }
    }
    rule.problem(
        "margin", "margin must be a distance up to 100km, like 30m, but is \"%s\"".formatted(text));
    return 0;
  }
}
