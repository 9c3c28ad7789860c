package dev.tributary.analytics.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which rules fail, and which did so too often. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(RuleEngine.class);

  /** So many readings one after the other for which a rule fails switch it off. */
  static final int MOST = 20;

  private final Map<String, Integer> failures = new HashMap<>();
  private final Set<String> off = new TreeSet<>();

  boolean isOff(Rule rule) {
    return !off.isEmpty() && off.contains(rule.name());
  }

  void worked(Rule rule) {
    if (!failures.isEmpty()) {
      failures.remove(rule.name());
    }
  }

  void failed(Rule rule) {
    if (failures.merge(rule.name(), 1, Integer::sum) >= MOST) {
      off.add(rule.name());
      LOG.error(
          "Rule {} ({}) is switched off until it is edited: it failed for {} readings one after"
              + " the other",
          rule.name(),
          rule.where(),
          MOST);
    }
  }

  /** It is new, or edited. */
  void begin(String rule) {
    off.remove(rule);
    failures.remove(rule);
  }

  Set<String> off() {
    return new HashSet<>(off);
  }
}
