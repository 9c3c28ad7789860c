package dev.tributary.verify.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.verify.alerts.DeviceCrossings.Crossing;
import dev.tributary.verify.alerts.DeviceCrossings.Said;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * That each crossing of a threshold fired once and was resolved once: raw events against the topic
 * of alerts. Events and ticks go in first, then alerts.
 */
public final class AlertProof {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer without a tick, and it is not known what the clock of rules did. */
  private static final long GAP = 5_000;

  private final WatchedRule rule;
  private final Map<String, DeviceCrossings> devices = new TreeMap<>();
  private final Map<String, Counted> said = new HashMap<>();
  private final NavigableSet<Long> ticks;

  private static final class Counted {
    int fired;
    int resolved;
    boolean ended;
    String version;
  }

  /** How it went; the problems are one sentence each. */
  public record Result(
      int crossings, int fired, int resolved, int uncertain, List<String> problems) {}

  /**
   * @param ticks when a gateway said that devices could reach it
   */
  public AlertProof(WatchedRule rule, NavigableSet<Long> ticks) {
    this.rule = rule;
    this.ticks = ticks;
  }

  /** Takes in a record of a topic of events, in the order of its partition. */
  public void event(byte[] record) {
    JsonNode event = json(record);
    String kind = event.path("kind").asText();
    if (rule.kinds().contains(kind) && event.path("value").isNumber()) {
      devices
          .computeIfAbsent(
              event.path("device_id").asText() + "/" + kind,
              device -> new DeviceCrossings(rule, this::isHeardSince))
          .read(
              event.path("id").asText(),
              millis(event.path("time")),
              millis(event.path("received")),
              event.path("value").asDouble());
    }
  }

  /** Whether ticks came without a gap from then on, for as long as the rule waits. */
  private boolean isHeardSince(long from) {
    long until = from + Math.max(rule.rise().millis(), rule.fall().millis());
    long at = from;
    while (at < until) {
      Long next = ticks.higher(at);
      if (next == null || next - at > GAP) {
        return false;
      }
      at = next;
    }
    return true;
  }

  /** Takes in a record of the topic of alerts. */
  public void alert(byte[] record) {
    JsonNode alert = json(record);
    if (!alert.path("alert").asText().equals(rule.name())) {
      return;
    }
    Counted counted =
        said.computeIfAbsent(alert.path("evidence").path(0).asText(), id -> new Counted());
    String reason = alert.path("reason").asText();
    boolean fires = alert.path("state").asText().equals("firing");
    if (fires && !reason.equals("reminder")) {
      counted.fired++;
      counted.version = alert.path("rule_version").asText();
    } else if (!fires) {
      counted.resolved++;
      counted.ended |= reason.startsWith("rule-");
    }
  }

  /** Compares. */
  public Result result(long now) {
    List<String> problems = new ArrayList<>();
    TreeSet<String> versions = new TreeSet<>();
    int all = 0;
    int fired = 0;
    int resolved = 0;
    int uncertain = 0;
    Map<String, Counted> others = new TreeMap<>(said);
    for (Map.Entry<String, DeviceCrossings> device : devices.entrySet()) {
      device.getValue().end(now);
      for (Crossing crossing : device.getValue().crossings()) {
        others.remove(crossing.opening);
        Counted counted = said.getOrDefault(crossing.opening, new Counted());
        String name = "%s, opened by %s:".formatted(device.getKey(), crossing.opening);
        all++;
        if (counted.version != null) {
          versions.add(counted.version);
        }
        fired += counted.fired;
        resolved += counted.resolved;
        uncertain += crossing.fired == Said.MAYBE || crossing.resolved == Said.MAYBE ? 1 : 0;
        compare(name + " fired", crossing.fired, counted.fired, problems);
        if (!counted.ended) {
          compare(name + " was resolved", crossing.resolved, counted.resolved, problems);
        }
      }
    }
    others.forEach((opening, counted) -> spurious(opening, counted, versions, problems));
    if (versions.size() > 1) {
      problems.add(
          "the rule was edited in this time, to versions %s: take a shorter --since"
              .formatted(String.join(", ", versions)));
    }
    return new Result(all, fired, resolved, uncertain, problems);
  }

  /** What was said of an event that opened nothing; of one that was not read nothing is known. */
  private void spurious(
      String opening, Counted counted, Set<String> versions, List<String> problems) {
    devices.forEach(
        (device, crossings) -> {
          if (crossings.isNoOpening(opening)) {
            if (counted.version != null) {
              versions.add(counted.version);
            }
            problems.add(
                "%s, opened by %s: fired %d and was resolved %d times without a crossing"
                    .formatted(device, opening, counted.fired, counted.resolved));
          }
        });
  }

  private static void compare(String what, Said expected, int times, List<String> problems) {
    boolean well =
        switch (expected) {
          case YES -> times == 1;
          case NO -> times == 0;
          case MAYBE -> times <= 1;
        };
    if (!well) {
      problems.add(
          "%s %d times instead of %s"
              .formatted(what, times, expected == Said.YES ? "once" : "never"));
    }
  }

  private static long millis(JsonNode time) {
    try {
      return Instant.parse(time.asText()).toEpochMilli();
    } catch (DateTimeException e) {
      return 0;
    }
  }

  private static JsonNode json(byte[] record) {
    try {
      return record == null ? JSON.nullNode() : JSON.readTree(record);
    } catch (IOException e) {
      return JSON.nullNode();
    }
  }
}
