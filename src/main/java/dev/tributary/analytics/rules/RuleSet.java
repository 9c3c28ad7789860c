package dev.tributary.analytics.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of a folder. Immutable. */
public final class RuleSet {
  public static final RuleSet NONE = new RuleSet(List.of(), List.of());

  private final List<Rule.Measure> measures;
  private final List<Rule.Alert> alerts;
  private final Map<String, Rule> byName = new LinkedHashMap<>();

  /** Measures that are not of a device. */
  private final Set<String> groups = new HashSet<>();

  /**
   * @param measures each behind those that it reads
   */
  RuleSet(List<Rule.Measure> measures, List<Rule.Alert> alerts) {
    this.measures = List.copyOf(measures);
    this.alerts = List.copyOf(alerts);
    for (Rule.Measure rule : measures) {
      byName.put(rule.name(), rule);
      if (!rule.by().isDevice() || readsGroups(rule)) {
        groups.add(rule.name());
      }
    }
    alerts.forEach(rule -> byName.put(rule.name(), rule));
  }

  public List<Rule.Measure> measures() {
    return measures;
  }

  public List<Rule.Alert> alerts() {
    return alerts;
  }

  /** Whether it reads measures of groups, and not of devices. */
  boolean readsGroups(Rule rule) {
    return rule.of().names().stream().anyMatch(groups::contains);
  }

  /** Whether this is a measure of groups of devices. */
  boolean isOfGroups(String name) {
    return groups.contains(name);
  }

  /** Whether there is a measure of groups. */
  public boolean hasGroups() {
    return !groups.isEmpty();
  }

  /** What is run there. A measure by region is begun in one stage and ended in the other. */
  RuleSet in(Stage stage) {
    if (stage == Stage.DEVICES) {
      return new RuleSet(
          measures.stream().filter(rule -> !readsGroups(rule)).toList(),
          alerts.stream().filter(rule -> !readsGroups(rule)).toList());
    }
    return new RuleSet(
        measures.stream().filter(rule -> groups.contains(rule.name())).toList(),
        alerts.stream().filter(this::readsGroups).toList());
  }

  /** All of them. */
  public List<Rule> all() {
    return new ArrayList<>(byName.values());
  }

  /** The rule of this name, or null. */
  public Rule rule(String name) {
    return byName.get(name);
  }

  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /** The same without all rules but this one and the measures that it reads. */
  public RuleSet only(String name) {
    List<String> wanted = new ArrayList<>(List.of(name));
    for (int i = 0; i < wanted.size(); i++) {
      Rule rule = byName.get(wanted.get(i));
      if (rule != null) {
        wanted.addAll(rule.of().names().stream().filter(byName::containsKey).toList());
      }
    }
    return new RuleSet(
        measures.stream().filter(rule -> wanted.contains(rule.name())).toList(),
        alerts.stream().filter(rule -> wanted.contains(rule.name())).toList());
  }
}
