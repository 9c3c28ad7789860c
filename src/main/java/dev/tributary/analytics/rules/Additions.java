package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What one alert adds to a reading before its conditions are judged. */
final class Additions {
  private final ZoneStates zones;
  private final Baselines baselines;
  private final AlsoValues also;

  Additions(String rule, Store store, Tally tally) {
    this.zones = new ZoneStates(rule, store);
    this.baselines = new Baselines(rule, store);
    this.also = new AlsoValues(rule, store, tally);
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
    also.describe(added.also(), reading, facts);
    return reading.with(facts);
  }

  /** Takes in what is read beside what is judged. */
  void hear(Rule.Alert rule, Reading reading) {
    Rule.Also of = rule.added().also().get(reading.kind());
    if (of != null) {
      also.hear(of, reading);
    }
  }

  /** The rule was edited. */
  void reconsider(Rule.Alert rule) {
    also.reconsider(rule.added().also());
  }

  /** Takes up what was stored under this letter. */
  void load(char part, String key, byte[] bytes) {
    switch (part) {
      case 'z' -> zones.load(key, bytes);
      case 'b' -> baselines.load(key, bytes);
      default -> also.load(key, bytes);
    }
  }

  void clear() {
    zones.clear();
    baselines.clear();
    also.reconsider(Map.of());
  }
}
