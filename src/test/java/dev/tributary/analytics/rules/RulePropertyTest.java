package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes of readings one by one, in any order, with ticks and restarts in between, is what a
 * look at all of them at once gives. The oracles here share no code with the rules.
 */
class RulePropertyTest {
  private static final int RUNS = 50;

  private record Sent(String id, String device, long at, long received, double value) {}

  @ParameterizedTest
  @MethodSource("dev.tributary.analytics.rules.NaiveWindow#values")
  void windowsInAnyOrder(String value) {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      int every = 1 + random.nextInt(120);
      int over = every * (1 + random.nextInt(4));
      RuleBench bench =
          new RuleBench(
              "- {measure: m.x, of: temperature, over: %ds, every: %ds, value: %s, late: %ds, corrections: 2d}"
                  .formatted(over, every, value, random.nextInt(60)));
      List<Sent> sent = new ArrayList<>();
      long now = RuleBench.START;
      for (int i = 0; i < 60; i++) {
        now += random.nextInt(20_000);
        long at = random.nextInt(4) == 0 ? now - random.nextInt(3_600_000) : now;
        sent.add(
            new Sent(
                "00000000-0000-8000-8000-%012d".formatted(i),
                "d" + random.nextInt(3),
                at,
                now,
                random.nextInt(2000) / 10.0 - (value.equals("increase") ? 0 : 100)));
      }
      for (Sent one : sent) {
        bench.accept(reading(one));
        if (random.nextInt(5) == 0) {
          bench.accept(reading(one));
        }
        if (random.nextInt(3) == 0) {
          bench.engine.advance(one.received(), true);
        }
        if (random.nextInt(10) == 0) {
          bench.restart();
        }
      }
      bench.engine.advance(now + 86_400_000, true);
      NaiveWindow.assertRevisions(
          seed, value, bench.measures, batch(sent, every * 1000L, over * 1000L, value));
      assertThat(bench.late).isEmpty();
    }
  }

  private static Reading reading(Sent one) {
    return RuleBench.reading(
        one.id(),
        one.at(),
        one.received(),
        one.device(),
        "temperature",
        Double.toString(one.value()),
        "");
  }

  private static Map<String, Double> batch(List<Sent> sent, long every, long over, String value) {
    Map<String, Double> windows = new TreeMap<>();
    for (Sent one : sent) {
      for (long start = one.at() - one.at() % every; start > one.at() - over; start -= every) {
        long from = start;
        List<Sent> all =
            sent.stream()
                .filter(other -> other.device().equals(one.device()))
                .sorted(Comparator.comparingLong(Sent::at).thenComparing(Sent::id))
                .toList();
        List<Sent> in = all.stream().filter(s -> s.at() >= from && s.at() < from + over).toList();
        windows.put(one.device() + "@" + start, value(value, in, all));
      }
    }
    return windows;
  }

  private static double value(String value, List<Sent> in, List<Sent> all) {
    return NaiveWindow.value(
        value, in.stream().mapToDouble(Sent::value).toArray(), () -> increase(in, all));
  }

  private static double increase(List<Sent> in, List<Sent> all) {
    double increase = 0;
    for (int i = 1; i < all.size(); i++) {
      if (in.contains(all.get(i))) {
        double rise = all.get(i).value() - all.get(i - 1).value();
        increase += rise >= 0 ? rise : all.get(i).value();
      }
    }
    return increase;
  }

  /**
   * Crossings of devices whose readings come in order: found by looking at each device's list from
   * its beginning, whatever the ticks and restarts were.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 30, 120})
  void crossingsWhateverTheTicks(int hold) {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed * 31L + hold);
      int clearHold = random.nextInt(3) * 20;
      RuleBench bench =
          new RuleBench(
              "- {alert: a, of: temperature, when: .value > 85, clear: .value < 80, for: %ds, clear-for: %ds}"
                  .formatted(hold, clearHold));
      bench.engine.advance(RuleBench.START, true);
      List<Sent> sent = new ArrayList<>();
      long now = RuleBench.START;
      for (int i = 0; i < 120; i++) {
        long next = now + 1 + random.nextInt(14_000);
        // never 30 s apart: a clock that stands still for longer has no gateway
        bench.engine.advance(now + random.nextInt((int) (next - now)), true);
        now = next;
        Sent one =
            new Sent(
                "00000000-0000-8000-8000-%012d".formatted(i),
                "d" + random.nextInt(3),
                now,
                now,
                75 + random.nextInt(16));
        sent.add(one);
        bench.accept(reading(one));
        if (random.nextInt(8) == 0) {
          bench.restart();
        }
        if (random.nextBoolean()) {
          bench.engine.advance(now, true);
        }
      }
      // all that is due comes within the time that counts as heard
      for (int i = 1; i <= 20; i++) {
        bench.engine.advance(now + i * 10_000L, true);
      }
      List<String> got =
          new ArrayList<>(
              bench.alerts.stream()
                  .map(a -> a.device() + " " + a.state().word() + " " + a.time() + " " + a.since())
                  .toList());
      List<String> expected = crossings(sent, hold * 1000L, clearHold * 1000L);
      Collections.sort(got);
      Collections.sort(expected);
      assertThat(got).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static List<String> crossings(List<Sent> sent, long hold, long clearHold) {
    List<String> found = new ArrayList<>();
    for (String device : List.of("d0", "d1", "d2")) {
      List<Sent> of = sent.stream().filter(s -> s.device().equals(device)).toList();
      int i = 0;
      while (i < of.size()) {
        if (of.get(i).value() <= 85) {
          i++;
          continue;
        }
        int open = i;
        while (i < of.size() && of.get(i).value() > 85) {
          i++;
        }
        long since = of.get(open).at();
        long end = i < of.size() ? of.get(i).at() : Long.MAX_VALUE;
        if (end - since < hold || (hold == 0 && end == since)) {
          continue;
        }
        // when the value is known to have held; a reading on the way says it at its own time
        long fired = firedAt(of, open, i, since, hold);
        found.add(device + " firing " + fired + " " + since);
        int j = open;
        while (j < of.size() && of.get(j).at() < fired) {
          j++;
        }
        long resolved = Long.MAX_VALUE;
        int clear = -1;
        for (; j < of.size(); j++) {
          if (of.get(j).value() >= 80) {
            if (clear >= 0 && of.get(j).at() - of.get(clear).at() >= clearHold) {
              resolved = of.get(clear).at() + clearHold;
              break;
            }
            clear = -1;
          } else if (of.get(j).at() > fired || clearHold > 0 || of.get(j).at() == fired) {
            clear = clear < 0 ? j : clear;
            if (of.get(j).at() - of.get(clear).at() >= clearHold) {
              resolved = Math.min(of.get(j).at(), of.get(clear).at() + clearHold);
              break;
            }
          }
        }
        if (resolved == Long.MAX_VALUE && clear >= 0) {
          resolved = of.get(clear).at() + clearHold;
        }
        if (resolved == Long.MAX_VALUE) {
          break;
        }
        found.add(device + " resolved " + resolved + " " + since);
        i = 0;
        while (i < of.size() && of.get(i).at() < resolved) {
          i++;
        }
        // the reading that resolves it by itself is spent
        if (i < of.size() && of.get(i).at() == resolved && of.get(i).value() < 80) {
          i++;
        }
      }
    }
    return found;
  }

  private static long firedAt(List<Sent> of, int open, int end, long since, long hold) {
    for (int k = open; k < end; k++) {
      if (of.get(k).at() - since == hold) {
        return of.get(k).at();
      }
    }
    return since + hold;
  }
}
