package dev.tributary.analytics;

import dev.tributary.analytics.rules.RuleEngine;
import dev.tributary.analytics.streams.RuleStreams;
import dev.tributary.config.Settings;
import dev.tributary.module.KeptState;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The rules of which there is state, as Kafka knows it, whoever runs them. */
public final class RulesInKafka {
  private RulesInKafka() {}

  /** Reads one partition of the state: each has all rules. */
  public static Collection<KeptState> kept(Settings settings) {
    Map<String, KeptState> kept = new TreeMap<>();
    new TopicScan(settings, RuleStreams.changelogs(settings), null)
        .only(partition -> partition.partition() == 0)
        .read(
            record -> {
              String key = new String(record.key(), StandardCharsets.UTF_8);
              if (record.value() == null) {
                kept.remove(record.topic() + key);
              } else {
                RuleEngine.kept(key, record.value())
                    .ifPresent(rule -> kept.put(record.topic() + key, rule));
              }
            });
    return kept.values();
  }
}
