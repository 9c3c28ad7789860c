package dev.tributary.analytics.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which rules read what. */
final class Readers {
  /** Names of kinds come from outside, so what is remembered of them has an end. */
  private static final int MOST_KINDS = 1_000;

  private final RuleSet rules;
  private final Map<String, List<Rule>> ofKinds = new HashMap<>();
  private final Map<String, List<Rule>> ofMeasures = new HashMap<>();

  Readers(RuleSet rules) {
    this.rules = rules;
  }

  List<Rule> of(String kind, boolean measure) {
    Map<String, List<Rule>> byKind = measure ? ofMeasures : ofKinds;
    List<Rule> readers = byKind.get(kind);
    if (readers == null) {
      readers = rules.all().stream().filter(rule -> reads(rule, kind, measure)).toList();
      if (byKind.size() >= MOST_KINDS) {
        byKind.clear();
      }
      byKind.put(kind, readers);
    }
    return readers;
  }

  private static boolean reads(Rule rule, String kind, boolean measure) {
    return rule instanceof Rule.Alert alert
        ? alert.reads(kind, measure)
        : rule.of().has(kind, measure);
  }
}
