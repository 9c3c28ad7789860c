package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What one alert adds to a reading before its conditions are judged. */
final class Additions {
  private final ZoneStates zones;
  private final Baselines baselines;

  Additions(String rule, Store store) {
    this.zones = new ZoneStates(rule, store);
    this.baselines = new Baselines(rule, store);
  }

  /**
   * The reading with what the rule adds; the same one where it adds nothing.
   *
   * @param firing whether the alert fires for this key
   */
  Reading to(Rule.Alert rule, String key, Reading reading, boolean firing) {
    Rule.Added added = rule.added();
    if (added.isNothing()) {
      return reading;
    }
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.setAll((ObjectNode) reading.json());
    if (added.in() != null) {
      zones.describe(added.in(), key, reading, facts);
    }
    if (added.registry() != null) {
      facts.set("registry", added.registry().of(reading.device()));
    }
    if (added.usual() != null) {
      baselines.describe(added.usual(), key, reading, firing, facts);
    }
    return reading.with(facts);
  }

  /** Takes up what was stored under this letter. */
  void load(char part, String key, byte[] bytes) {
    if (part == 'z') {
      zones.load(key, bytes);
    } else {
      baselines.load(key, bytes);
    }
  }

  void clear() {
    zones.clear();
    baselines.clear();
  }
}
