package dev.tributary.analytics.rules;

import dev.tributary.module.KeptState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Runs rules over the readings of one partition, in the order in which they are stored. Knows no
 * Kafka: readings and the time come in, records go out, state lies in a {@link Store}. For one
 * thread.
 */
public final class RuleEngine {
  static final long NO_CLOCK = Long.MIN_VALUE;

  private static final String RULE = "r/";

  private final Store store;
  private final Output output;
  private final Tally tally;
  private final ReachableClock clock = new ReachableClock();
  private final RecentIds recent;
  private final EarlyReadings early;
  private final Map<String, Windows> windows = new HashMap<>();
  private final Map<String, Alerts> alerts = new HashMap<>();

  /** The rules whose state is here: name to version and meaning. */
  private final Map<String, Known> known = new HashMap<>();

  private final Failures failures = new Failures();
  private final Stage stage;
  private final Parts parts;
  private final KnownDevices devices;
  private Readers readers = new Readers(RuleSet.NONE);
  private RuleSet rules = RuleSet.NONE;

  private record Known(boolean measure, String version, String meaning) {
    static Known of(byte[] bytes) {
      return StateBytes.read(bytes, in -> new Known(in.number() == 1, in.text(), in.text()));
    }

    KeptState kept(String name) {
      return Rule.kept(name, measure, meaning, version);
    }
  }

  /** Takes up the state that the store has. */
  RuleEngine(RuleSet rules, Store store, Output output, Tally tally) {
    this(Stage.DEVICES, store, output, tally, device -> true, () -> false);
    rules(rules);
  }

  /**
   * The same with no rules yet: none of the state is touched until they are given.
   *
   * @param isHere whether a device's messages are in this partition
   * @param full whether there is no memory for the state of further devices
   */
  public RuleEngine(
      Stage stage,
      Store store,
      Output output,
      Tally tally,
      Predicate<String> isHere,
      BooleanSupplier full) {
    this.stage = stage;
    this.parts = new Parts(store);
    this.store = store;
    this.devices = new KnownDevices(isHere, full);
    this.output = output;
    this.tally = tally;
    this.recent = new RecentIds(store);
    this.early = new EarlyReadings(store);
    store.forEach(this::load);
    recent.loaded();
  }

  private void load(String key, byte[] bytes) {
    if (key.equals(ReachableClock.KEY)) {
      clock.load(bytes);
      return;
    }
    String rest = key.substring(key.indexOf('/') + 1);
    switch (key.charAt(0)) {
      case 'q' -> parts.load(bytes);
      case 'i' -> recent.load(rest, bytes);
      case 'e' -> early.load(rest, bytes);
      case 'r' -> known.put(rest, Known.of(bytes));
      case 'w', 'p', 'a', 'z', 'b', 'o' -> {
        int slash = rest.indexOf('/');
        String rule = rest.substring(0, slash);
        String inner = rest.substring(slash + 1);
        devices.load(inner);
        switch (key.charAt(0)) {
          case 'w' -> windows(rule).load(inner, bytes);
          case 'p' -> windows(rule).loadPoint(inner, bytes);
          case 'a' -> alerts(rule).load(inner, bytes);
          default -> alerts(rule).loadAddition(key.charAt(0), inner, bytes);
        }
      }
      default -> {}
    }
  }

  /** The rule that an entry of the store says there is state of. */
  public static Optional<KeptState> kept(String key, byte[] bytes) {
    return key.startsWith(RULE)
        ? Optional.of(Known.of(bytes).kept(key.substring(RULE.length())))
        : Optional.empty();
  }

  /** The rules from now on. State stays where they mean the same as before. */
  public void rules(RuleSet all) {
    RuleSet next = all.in(stage);
    rules = next;
    readers = new Readers(next);
    for (Map.Entry<String, Known> entry : Map.copyOf(known).entrySet()) {
      Rule rule = next.rule(entry.getKey());
      Known before = entry.getValue();
      if (rule == null) {
        end(entry.getKey(), before, AlertRecord.Reason.RULE_REMOVED);
      } else if (!known(rule).meaning().equals(before.meaning())
          || before.measure() != known(rule).measure()) {
        end(entry.getKey(), before, AlertRecord.Reason.RULE_CHANGED);
      }
    }
    for (Rule rule : next.all()) {
      Known now = known(rule);
      if (!now.equals(known.put(rule.name(), now))) {
        failures.begin(rule.name());
        store.put(
            RULE + rule.name(),
            StateBytes.write(
                out -> out.number(now.measure() ? 1 : 0).text(now.version()).text(now.meaning())));
      }
      if (rule instanceof Rule.Alert alert) {
        alerts(alert.name()).reconsider(alert);
      } else {
        windows(rule.name()).reconsider();
      }
    }
    parts.windows().forEach(this::merge);
  }

  private static Known known(Rule rule) {
    return new Known(rule instanceof Rule.Measure, rule.version(), rule.meaning());
  }

  private void end(String name, Known before, AlertRecord.Reason reason) {
    failures.begin(name);
    parts.forget(name, before.meaning());
    if (before.measure()) {
      windows(name).clear();
      windows.remove(name);
    } else {
      alerts(name).end(name, before.version(), reason, output);
      alerts.remove(name);
    }
    known.remove(name);
    store.put(RULE + name, null);
  }

  private Windows windows(String rule) {
    return windows.computeIfAbsent(rule, name -> new Windows(name, store, tally.of(name)));
  }

  private Alerts alerts(String rule) {
    return alerts.computeIfAbsent(
        rule,
        name ->
            new Alerts(name, store, tally.of(name), clock, devices::isHere, stage == Stage.GROUPS));
  }

  /** Takes in an event. */
  public void accept(Reading reading) {
    tally.events.increment();
    if (readers.of(reading.kind(), false).isEmpty()) {
      return;
    }
    if (!devices.admit(reading.device())) {
      tally.refused.increment();
      return;
    }
    if (!recent.add(reading)) {
      tally.duplicates.increment();
      return;
    }
    feed(reading, false);
  }

  private void feed(Reading reading, boolean measure) {
    boolean isEarly = clock.isBehind(reading.received());
    List<String> waiting = isEarly ? new ArrayList<>() : List.of();
    for (Rule rule : readers.of(reading.kind(), measure)) {
      if (isEarly && rule instanceof Rule.Alert alert && alert.isTimed()) {
        waiting.add(rule.name());
      } else {
        feed(rule, reading, measure);
      }
    }
    if (!waiting.isEmpty()) {
      early.add(reading, waiting).forEach(this::feed);
    }
  }

  private void feed(Rule rule, Reading reading, boolean measure) {
    guarded(
        rule,
        reading,
        () -> {
          if (rule instanceof Rule.Measure of) {
            windows(rule.name()).add(of, reading, clock.now, output);
          } else if (rule instanceof Rule.Alert alert) {
            alerts(rule.name()).take(alert, reading, measure, output);
          }
        });
  }

  private void feed(EarlyReadings.Early waited) {
    for (String name : waited.rules()) {
      if (rules.rule(name) instanceof Rule.Alert rule
          && rule.reads(waited.reading().kind(), false)) {
        feed(rule, waited.reading(), false);
      }
    }
  }

  /** A rule that fails for a reading leaves the others to go on. */
  private void guarded(Rule rule, Reading reading, Runnable work) {
    if (failures.isOff(rule)) {
      return;
    }
    try {
      work.run();
      failures.worked(rule);
    } catch (Fatal e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      tally.of(rule.name()).failures.increment();
      output.failed(reading, rule, String.valueOf(e.getMessage()));
      failures.failed(rule);
    }
  }

  /** Takes in what one partition knows of a window that several have a part of. */
  public void accept(Part part) {
    parts.add(part);
    merge(part.of());
  }

  /** A rule that is not known yet, or means something else here, may be so in a moment. */
  private void merge(Part.Of of) {
    if (rules.rule(of.rule()) instanceof Rule.Measure rule && rule.meaning().equals(of.meaning())) {
      windows(rule.name()).merged(rule, parts.merged(of), clock.now);
    }
  }

  /** What a store or an output throws that cannot go on: no fault of a rule. */
  public static final class Fatal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Fatal(RuntimeException cause) {
      super(cause);
    }
  }

  /**
   * Notes a tick, which may have to wait for its turn to move the time.
   *
   * @param heard for how long until then its gateway could hear, or -1 if it cannot
   */
  void tick(long time, long heard) {
    clock.tick(time, heard);
    store.changed(clock);
    early.take(clock).forEach(this::feed);
  }

  /** Judges what waits for ticks that do not come. */
  void awaitNoTicks() {
    early.takeAll().forEach(this::feed);
  }

  /**
   * The same as a tick that has its turn at once.
   *
   * @param reachable whether a device could reach a gateway in the time since the last call
   */
  public void advance(long time, boolean reachable) {
    if (clock.now != NO_CLOCK && time <= clock.now) {
      return;
    }
    boolean goesOn = clock.now != NO_CLOCK && time - clock.now <= ReachableClock.GAP;
    tick(time, !reachable ? -1 : goesOn ? time - clock.now : 0);
    advance(time);
  }

  /** All that was received before this time has been taken in. */
  void advance(long time) {
    long heard = clock.heard();
    boolean first = clock.now == NO_CLOCK;
    if (!clock.advance(time)) {
      return;
    }
    store.changed(clock);
    recent.sweep(time);
    for (Rule.Measure rule : rules.measures()) {
      windows(rule.name()).advance(rule, time, window -> due(rule, window, time));
    }
    for (Rule.Alert rule : rules.alerts()) {
      alerts(rule.name()).advance(rule, output);
    }
    if (stage == Stage.GROUPS) {
      parts.expire(time, this::isNeeded);
    } else if (rules.hasGroups()) {
      output.clock(time, first ? 0 : clock.heard() - heard);
    }
  }

  private void due(Rule.Measure rule, Window window, long time) {
    if (stage == Stage.DEVICES && !rule.by().isDevice()) {
      output.part(Part.of(rule, window));
      return;
    }
    MeasureRecord measure = windows(rule.name()).record(rule, window, time, stage == Stage.GROUPS);
    output.measure(measure);
    if (measure.revision() == 0) {
      feed(measure.toReading(), true);
    }
  }

  private boolean isNeeded(Part.Of of) {
    return rules.rule(of.rule()) instanceof Rule.Measure rule
        && rule.meaning().equals(of.meaning())
        && windows(of.rule()).has(of.key(), of.start());
  }

  /** The time by the ticks of gateways, or {@link Long#MIN_VALUE} before the first. */
  public long now() {
    return clock.now;
  }

  /** The rules that failed too often. */
  public Set<String> switchedOff() {
    return failures.off();
  }

  /** How many windows are open. */
  public int windows() {
    return windows.values().stream().mapToInt(Windows::size).sum();
  }

  /** How many alerts fire. */
  public int firing() {
    return alerts.values().stream().mapToInt(Alerts::firing).sum();
  }
}
