package dev.tributary.analytics.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rules run aside, over events of the past or of a test, with a clock of its own. */
public final class RuleTrial {
  private static final long STEP = 1_000;

  private final RuleEngine engine;
  private final RuleEngine groups;
  private final TaskClocks clocks;
  private final List<MeasureRecord> measures = new ArrayList<>();
  private final List<AlertRecord> alerts = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Tally tally = new Tally();

  public RuleTrial(RuleSet rules) {
    Records records = new Records();
    MemoryStore store = new MemoryStore();
    engine = new RuleEngine(rules, new MemoryStore(), records, tally);
    groups = new RuleEngine(Stage.GROUPS, store, records, tally, key -> true, () -> false);
    groups.rules(rules);
    clocks = new TaskClocks(store, groups);
  }

  private final class Records implements Output {
    @Override
    public void measure(MeasureRecord measure) {
      measures.add(measure);
    }

    @Override
    public void alert(AlertRecord alert) {
      alerts.add(alert);
    }

    @Override
    public void part(Part part) {
      groups.accept(part);
    }

    @Override
    public void clock(long time, long heard) {
      clocks.tick(new Part.Clock(0, 1, time, heard));
    }

    @Override
    public void late(LateRecord late) {
      // counted in the tally
    }

    @Override
    public void failed(Reading reading, Rule rule, String why) {
      failures.add("%s failed for %s: %s".formatted(rule.name(), reading.id(), why));
    }
  }

  /** Takes in the value of a record; what is no event is a failure. */
  public void accept(byte[] event) {
    try {
      accept(Reading.parse(event));
    } catch (Reading.NotAnEvent e) {
      failures.add(e.getMessage() + ": " + new String(event, StandardCharsets.UTF_8));
    }
  }

  public void accept(Reading reading) {
    engine.accept(reading);
  }

  /** Lets a gateway say each second, until this time, that devices can reach it. */
  public void listenUntil(long millis) {
    long now = engine.now();
    if (now == RuleEngine.NO_CLOCK) {
      engine.advance(millis, true);
      return;
    }
    while (now + STEP < millis) {
      now += STEP;
      engine.advance(now, true);
    }
    engine.advance(millis, true);
  }

  /** Lets time pass in which no gateway is there. */
  public void skipTo(long millis) {
    engine.advance(millis, false);
  }

  public List<MeasureRecord> measures() {
    return List.copyOf(measures);
  }

  public List<AlertRecord> alerts() {
    return List.copyOf(alerts);
  }

  /** What rules failed for, and records that are no events, one sentence each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  public Tally tally() {
    return tally;
  }
}
