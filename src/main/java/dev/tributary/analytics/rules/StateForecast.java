package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The memory that a device takes in the end, found by running the rules over a day of one.
 *
 * @param kinds how many kinds it sends
 * @param every how often it sends each kind
 * @param memory bytes
 */
public record StateForecast(int kinds, Duration every, long memory) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int READINGS = 1_440;

  /** Over all rules: a thousand of them are looked at in seconds. */
  private static final int JUDGEMENTS = 200_000;

  /**
   * @param kinds the type of each kind
   */
  public static StateForecast of(RuleSet rules, Map<String, String> kinds) {
    int readings = Math.max(48, Math.min(READINGS, JUDGEMENTS / Math.max(1, rules.all().size())));
    Duration every = DAY.dividedBy(readings);
    MemoryStore store = new MemoryStore();
    RuleEngine engine = new RuleEngine(rules, store, new Nowhere(), new Tally());
    Set<String> sent = kinds(rules, kinds);
    long now = 0;
    for (int i = 0; i < readings; i++) {
      now += every.toMillis();
      for (String kind : sent) {
        engine.accept(reading(kind, kinds.get(kind), i, now));
      }
      engine.advance(now, true);
    }
    return new StateForecast(sent.size(), every, store.size().memory());
  }

  /** Those that rules name, or one that stands for any. */
  private static Set<String> kinds(RuleSet rules, Map<String, String> kinds) {
    Set<String> sent = new TreeSet<>();
    rules.all().forEach(rule -> sent.addAll(rule.of().names()));
    rules.alerts().forEach(rule -> sent.addAll(rule.added().also().keySet()));
    sent.retainAll(kinds.keySet());
    if (sent.isEmpty()) {
      kinds.keySet().stream()
          .filter(kind -> kinds.get(kind).equals("number"))
          .findFirst()
          .ifPresent(sent::add);
    }
    return sent;
  }

  private static Reading reading(String kind, String type, int index, long now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    BigDecimal number = type.equals("number") ? BigDecimal.valueOf(2_000 + index, 2) : null;
    switch (type) {
      case "number" -> json.put("value", number);
      case "boolean" -> json.put("value", index % 2 == 0);
      case "position" -> json.putObject("value").put("lat", 48.1).put("lon", 11.6);
      default -> json.put("value", "text");
    }
    String id = UUID.nameUUIDFromBytes((kind + index).getBytes(StandardCharsets.UTF_8)).toString();
    return new Reading(id, "device-000001", "region", kind, number, "unit", now, now, json);
  }

  private static final class Nowhere implements Output {
    @Override
    public void measure(MeasureRecord measure) {}

    @Override
    public void alert(AlertRecord alert) {}

    @Override
    public void part(Part part) {}

    @Override
    public void clock(long time, long heard) {}

    @Override
    public void late(LateRecord late) {}

    @Override
    public void failed(Reading reading, Rule rule, String why) {}
  }
}
