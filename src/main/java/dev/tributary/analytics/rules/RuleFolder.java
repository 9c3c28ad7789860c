package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.config.YamlSource;
import dev.tributary.project.OperatorFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads routes/analytics/*.yaml, and notes all that is wrong there with file and line. */
public final class RuleFolder {
  public static final String FOLDER = "analytics";
  public static final String ZONES = FOLDER + "/zones";
  private static final int MOST_RULES = 1000;

  private final List<String> problems;
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private Registry registry;
  private boolean registryIsWrong;

  private RuleFolder(List<String> problems) {
    this.problems = problems;
  }

  /**
   * @param routes the folder in which {@code analytics} lies
   * @param kinds the type of each kind: number, boolean, string or position
   * @return what can be used where there are problems
   */
  public static RuleSet read(Path routes, Map<String, String> kinds, List<String> problems) {
    RuleFolder folder = new RuleFolder(problems);
    List<YamlSource> sources = folder.sources(routes);
    Set<String> measures = new HashSet<>();
    for (YamlSource source : sources) {
      source.root().forEach(node -> measures.add(node.path("measure").asText("")));
    }
    RuleReader.Around around =
        new RuleReader.Around(
            kinds, measures, Zones.read(routes, problems), folder.registry, folder.registryIsWrong);
    for (YamlSource source : sources) {
      folder.file(source, around);
    }
    return folder.set();
  }

  private List<YamlSource> sources(Path routes) {
    OperatorFolder listed = OperatorFolder.list(routes);
    String shown = routes.getFileName() + "/" + FOLDER + "/";
    List<YamlSource> sources = new ArrayList<>();
    for (String ending : List.of(".yaml", ".yml")) {
      for (Path file : listed.files(FOLDER, ending)) {
        String name = shown + file.getFileName();
        if (ending.equals(".yml")) {
          problems.add(name + ": a file of rules must end in .yaml");
        } else if (file.getFileName().toString().equals(Registry.FILE)) {
          int before = problems.size();
          Registry read = RegistryReader.read(YamlSource.read(file, name, problems));
          registryIsWrong = problems.size() > before;
          registry = registryIsWrong ? null : read;
        } else {
          sources.add(YamlSource.read(file, name, problems));
        }
      }
    }
    return sources;
  }

  private void file(YamlSource source, RuleReader.Around around) {
    if (!source.root().isArray()) {
      if (!source.root().isEmpty() || source.root().isValueNode()) {
        source.problem(
            "",
            "a file of rules must be a list, each beginning with \"- measure:\" or \"- alert:\"");
      }
      return;
    }
    for (int i = 0; i < source.root().size(); i++) {
      Rule rule = new RuleReader(source, "/" + i, around).read();
      if (rule == null) {
        continue;
      }
      Rule other = rules.putIfAbsent(rule.name(), rule);
      if (other != null) {
        source.problem(
            "/" + i,
            "two rules may not have one name, but \"%s\" stands in %s already"
                .formatted(rule.name(), other.where()));
      }
    }
    if (rules.size() > MOST_RULES) {
      source.problem("", "all files together must have at most %d rules".formatted(MOST_RULES));
    }
  }

  private RuleSet set() {
    List<Rule.Measure> measures = new ArrayList<>();
    List<Rule.Alert> alerts = new ArrayList<>();
    for (Rule rule : rules.values()) {
      if (rule instanceof Rule.Measure measure) {
        order(measure, measures, new TreeSet<>());
      } else if (rule instanceof Rule.Alert alert) {
        alerts.add(alert);
      }
    }
    RuleSet set = new RuleSet(measures, alerts);
    set.all().forEach(rule -> requireOneStage(rule, set));
    set.alerts().forEach(rule -> requireNoLongWait(rule, set));
    return set;
  }

  /** What is read beside a measure must still be there when that is judged. */
  private void requireNoLongWait(Rule.Alert rule, RuleSet set) {
    for (String name : rule.added().also().isEmpty() ? Set.<String>of() : rule.of().names()) {
      if (set.rule(name) instanceof Rule.Measure read && read.late() > AlsoValues.LONGEST_WAIT) {
        problems.add(
            "%s: also needs measures whose late is at most %s, but that of %s is %s"
                .formatted(
                    rule.where(),
                    Spans.text(AlsoValues.LONGEST_WAIT),
                    name,
                    Spans.text(read.late())));
      }
    }
  }

  /** What devices send and what groups of them have in common lie in different partitions. */
  private void requireOneStage(Rule rule, RuleSet set) {
    if (!set.readsGroups(rule)) {
      return;
    }
    if (!rule.of().names().stream().allMatch(set::isOfGroups)) {
      problems.add(
          "%s: of must name measures of groups alone, or none, but has %s"
              .formatted(rule.where(), String.join(", ", rule.of().names())));
    }
    if (rule instanceof Rule.Measure measure && !measure.by().isDevice()) {
      problems.add(
          "%s: by: %s needs kinds, or measures of devices, but %s is one of groups"
              .formatted(rule.where(), measure.by(), String.join(", ", rule.of().names())));
    }
    if (rule instanceof Rule.Alert alert && alert.added().isOfDevices()) {
      problems.add(
          "%s: with, expected and also are of devices, but %s is of groups"
              .formatted(rule.where(), String.join(", ", rule.of().names())));
    }
  }

  /** Each behind those that it reads, so that one tick closes the windows of both. */
  private void order(Rule.Measure rule, List<Rule.Measure> ordered, Set<String> above) {
    if (ordered.contains(rule)) {
      return;
    }
    if (!above.add(rule.name())) {
      problems.add(
          "%s: a measure may not read itself, but %s do"
              .formatted(rule.where(), String.join(" and ", above)));
      return;
    }
    for (String name : rule.of().names()) {
      if (rules.get(name) instanceof Rule.Measure read) {
        order(read, ordered, above);
        if (rule.late() < read.late()) {
          problems.add(
              "%s: late must be at least that of %s, which it reads"
                  .formatted(rule.where(), read.name()));
        }
      }
    }
    above.remove(rule.name());
    if (!ordered.contains(rule)) {
      ordered.add(rule);
    }
  }

  /** A hint for a name that is no kind. */
  static String hint(String name, Set<String> kinds, Set<String> measures) {
    Set<String> all = new TreeSet<>(kinds);
    all.addAll(measures);
    return Nearest.hint(name, all);
  }

  /** What a rule says, as one text whatever the order of its keys. */
  static String canonical(JsonNode rule) {
    Map<String, String> sorted = new java.util.TreeMap<>();
    rule.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue().toString()));
    return sorted.toString();
  }
}
