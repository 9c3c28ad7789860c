package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * For how long something held is what ticks and readings say, whichever of them are read first:
 * readings far ahead of the ticks, ticks far ahead of what they name, and processes that take over
 * in between. The oracle here shares no code with the rules.
 */
class HoldPropertyTest {
  private static final int RUNS = 200;
  private static final long HOLD = 45_000;
  private static final long SILENT = 60_000;
  private static final String TOPIC = "iot.sensor.temperature";
  private static final String RULES =
      """
      - {alert: held, of: temperature, when: .value > 60, for: 45s}
      - {alert: silent, of: temperature, silent: 60s}
      """;

  private record Sent(long offset, String id, String device, long at, boolean met) {}

  /** What one gateway wrote, and in which order each of the two topics has it. */
  private static final class Log {
    final List<Sent> readings = new ArrayList<>();
    final List<Tick> ticks = new ArrayList<>();

    Log(Random random) {
      long now = RuleBench.START;
      tick(now);
      for (int i = 0; i < 300; i++) {
        if (random.nextInt(60) == 0) {
          now += 31_000 + random.nextInt(200_000);
        }
        for (int device = 0; device < 3; device++) {
          if (random.nextInt(25) == 0) {
            long offset = readings.size();
            readings.add(
                new Sent(
                    offset,
                    "00000000-0000-8000-8000-%012d".formatted(offset),
                    "d" + device,
                    now + random.nextInt(900),
                    random.nextInt(4) > 0));
          }
        }
        now += 1_000;
        tick(now);
      }
      for (int i = 0; i < 100; i++) {
        now += 1_000;
        tick(now);
      }
    }

    private void tick(long now) {
      ticks.add(
          new Tick(
              "g", now, true, readings.isEmpty() ? Map.of() : Map.of(TOPIC, readings.size() - 1L)));
    }
  }

  @Test
  void whicheverIsReadFirst() {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      Log log = new Log(random);
      List<String> said = read(log, random);
      List<String> expected = new ArrayList<>(holds(log));
      expected.addAll(silences(log));
      assertThat(said).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** Reads both topics in turn, some at once, and now and then by another process. */
  private static List<String> read(Log log, Random random) {
    RuleBench bench = new RuleBench(RULES);
    GatewayClock clock = bench.clock(false, 0);
    int tick = 0;
    int reading = 0;
    clock.tick(log.ticks.get(tick++), 0);
    boolean ticks = true;
    while (tick < log.ticks.size() || reading < log.readings.size()) {
      ticks ^= random.nextInt(20) == 0;
      if (random.nextInt(50) == 0) {
        bench.restart();
        clock = bench.clock(false, 0);
        clock.read(TOPIC, reading - 1);
      }
      if ((ticks && tick < log.ticks.size()) || reading == log.readings.size()) {
        clock.tick(log.ticks.get(tick++), 0);
      } else {
        Sent sent = log.readings.get(reading++);
        bench.accept(
            RuleBench.reading(
                sent.id(),
                sent.at(),
                sent.at(),
                sent.device(),
                "temperature",
                sent.met() ? "61" : "60",
                ""));
        clock.read(TOPIC, sent.offset());
      }
    }
    return bench.alerts.stream()
        .map(
            alert ->
                line(
                    alert.alert(),
                    alert.device(),
                    alert.state().word(),
                    alert.time(),
                    alert.evidence().get(0)))
        .toList();
  }

  private static String line(String alert, String device, String state, long time, String opening) {
    return "%s %s %s %d %s".formatted(alert, device, state, time - RuleBench.START, opening);
  }

  private static List<Sent> of(Log log, String device) {
    return log.readings.stream()
        .filter(sent -> sent.device().equals(device))
        .sorted(Comparator.comparingLong(Sent::at))
        .toList();
  }

  private static List<String> holds(Log log) {
    NavigableMap<Long, Long> heard = heard(log);
    List<String> lines = new ArrayList<>();
    for (String device : List.of("d0", "d1", "d2")) {
      Sent open = null;
      Sent last = null;
      boolean fires = false;
      for (Sent sent : of(log, device)) {
        if (open != null && !fires) {
          long heardFor = heardAt(heard, sent.at()) - heardAt(heard, last.at());
          boolean silently = heardFor >= Math.max(0, HOLD - (last.at() - open.at()));
          fires = silently || (sent.met() && sent.at() - open.at() >= HOLD);
          if (fires) {
            long time = silently ? open.at() + HOLD : sent.at();
            lines.add(line("held", device, "firing", time, open.id()));
          }
        }
        if (!sent.met()) {
          if (fires) {
            lines.add(line("held", device, "resolved", sent.at(), open.id()));
          }
          open = null;
          fires = false;
        } else if (open == null) {
          open = sent;
        }
        last = sent;
      }
      if (open != null
          && !fires
          && heard.lastEntry().getValue() - heardAt(heard, last.at())
              >= HOLD - (last.at() - open.at())) {
        lines.add(line("held", device, "firing", open.at() + HOLD, open.id()));
      }
    }
    return lines;
  }

  private static List<String> silences(Log log) {
    NavigableMap<Long, Long> heard = heard(log);
    List<String> lines = new ArrayList<>();
    for (String device : List.of("d0", "d1", "d2")) {
      List<Sent> all = of(log, device);
      for (int i = 0; i < all.size(); i++) {
        Sent last = all.get(i);
        Sent next = i + 1 < all.size() ? all.get(i + 1) : null;
        long due = heardAt(heard, last.at()) + SILENT;
        if ((next == null ? heard.lastEntry().getValue() : heardAt(heard, next.at())) >= due) {
          lines.add(line("silent", device, "firing", firstAt(heard, due), last.id()));
          if (next != null) {
            lines.add(line("silent", device, "resolved", next.at(), last.id()));
          }
        }
      }
    }
    return lines;
  }

  /** The time of each tick, and for how long the gateway had been there until then. */
  private static NavigableMap<Long, Long> heard(Log log) {
    NavigableMap<Long, Long> heard = new TreeMap<>();
    long before = log.ticks.get(0).time();
    long sum = 0;
    for (Tick tick : log.ticks) {
      sum += tick.time() - before <= 30_000 ? tick.time() - before : 0;
      before = tick.time();
      heard.put(before, sum);
    }
    return heard;
  }

  private static long heardAt(NavigableMap<Long, Long> heard, long time) {
    Map.Entry<Long, Long> tick = heard.floorEntry(time);
    return tick.getValue() + (time - tick.getKey() <= 30_000 ? time - tick.getKey() : 0);
  }

  /** When it had been there for so long. */
  private static long firstAt(NavigableMap<Long, Long> heard, long sum) {
    for (Map.Entry<Long, Long> tick : heard.entrySet()) {
      if (tick.getValue() >= sum) {
        return tick.getKey() - (tick.getValue() - sum);
      }
    }
    return heard.lastKey() + sum - heard.lastEntry().getValue();
  }
}
