package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The states of one alert. What holds while nothing comes is settled by the clock, and always
 * before the next reading is judged, so that the result does not depend on when a tick is read.
 */
final class Alerts {
  /** A device that sends nothing newer for this long has set its clock back. */
  static final long CLOCK_SET_BACK = 120_000;

  private final Store store;
  private final Tally tally;
  private final ReachableClock clock;
  private final String prefix;
  private final Additions additions;
  private final Predicate<String> isHere;
  private final boolean keyed;
  private final Map<String, AlertState> states = new HashMap<>();
  private final TreeMap<Long, Set<AlertState>> due = new TreeMap<>();
  private final Set<AlertState> reminded = new LinkedHashSet<>();
  private int firing;

  /** The rule whose expected devices are known here. */
  private Rule.Alert expecting;

  /**
   * @param isHere whether a device's messages are in this partition
   * @param keyed whether it is about groups of devices
   */
  Alerts(
      String rule,
      Store store,
      Tally tally,
      ReachableClock clock,
      Predicate<String> isHere,
      boolean keyed) {
    this.keyed = keyed;
    this.isHere = isHere;
    this.store = store;
    this.tally = tally;
    this.clock = clock;
    this.prefix = prefix(rule);
    this.additions = new Additions(rule, store, tally);
  }

  static String prefix(String rule) {
    return "a/" + rule + "/";
  }

  /**
   * Takes in a reading.
   *
   * @param measure whether it is of another rule
   */
  void take(Rule.Alert rule, Reading reading, boolean measure, Output output) {
    if (!measure) {
      additions.hear(rule, reading);
    }
    if (rule.of().has(reading.kind(), measure)) {
      judge(rule, reading, output);
    }
  }

  private void judge(Rule.Alert rule, Reading reading, Output output) {
    tally.judged.increment();
    String key = rule.key(reading);
    AlertState state = states.get(key);
    boolean isNew = state == null;
    if (isNew) {
      state = new AlertState(prefix, key, reading.device());
    }
    if (rule.isSilence()) {
      heard(rule, state, reading, output);
    } else if (!condition(rule, state, reading, output)) {
      return;
    }
    if (isNew) {
      states.put(key, state);
    }
    schedule(rule, state);
    store.changed(state);
  }

  private void heard(Rule.Alert rule, AlertState state, Reading reading, Output output) {
    long heard = clock.heardAt(reading.received());
    settle(rule, state, heard, output);
    if (state.lastId != null && reading.received() < state.lastReceived) {
      return;
    }
    if (state.phase == AlertState.Phase.FIRING) {
      state.number = reading.number();
      resolve(rule, state, reading.at(), AlertRecord.Reason.SILENT, output, reading.json());
    }
    state.last(reading, heard);
  }

  /** False if the reading changes nothing. */
  private boolean condition(Rule.Alert rule, AlertState state, Reading event, Output output) {
    if (event.at() < state.lastAt && event.received() < state.lastReceived + CLOCK_SET_BACK) {
      tally.outOfOrder.increment();
      return false;
    }
    Reading reading = additions.to(rule, state.key, event, state.phase == AlertState.Phase.FIRING);
    Condition.Verdict when = rule.when().judge(reading);
    Condition.Verdict clear = rule.clear() == null ? negated(when) : rule.clear().judge(reading);
    if (isUnknown(when) || (state.phase == AlertState.Phase.FIRING && isUnknown(clear))) {
      return false;
    }
    long heard = clock.heardAt(reading.received());
    settle(rule, state, heard, output);
    boolean setBack = reading.at() < state.lastAt;
    state.last(reading, heard);
    if (state.phase == AlertState.Phase.FIRING) {
      clear(rule, state, reading, clear == Condition.Verdict.MET, setBack, output);
    } else {
      rise(rule, state, reading, when == Condition.Verdict.MET, setBack, output);
    }
    return true;
  }

  private boolean isUnknown(Condition.Verdict verdict) {
    if (verdict == Condition.Verdict.MISSING) {
      tally.missing.increment();
    } else if (verdict == Condition.Verdict.SKIPPED) {
      tally.skipped.increment();
    }
    return verdict == Condition.Verdict.MISSING || verdict == Condition.Verdict.SKIPPED;
  }

  private static Condition.Verdict negated(Condition.Verdict verdict) {
    return switch (verdict) {
      case MET -> Condition.Verdict.NOT_MET;
      case NOT_MET -> Condition.Verdict.MET;
      case MISSING, SKIPPED -> verdict;
    };
  }

  private void rise(
      Rule.Alert rule,
      AlertState state,
      Reading reading,
      boolean met,
      boolean setBack,
      Output output) {
    if (!met) {
      state.reset();
      return;
    }
    if (state.phase == AlertState.Phase.OK) {
      state.open(reading);
    } else if (setBack) {
      state.openAt = Math.min(state.openAt, reading.at());
    }
    state.count++;
    state.prove(reading.id());
    if (rule.holdFor().isReached(reading.at() - state.openAt, state.count)) {
      fire(
          rule,
          state,
          reading.at(),
          reading.received(),
          AlertRecord.Reason.CONDITION,
          output,
          reading.json());
    }
  }

  private void clear(
      Rule.Alert rule,
      AlertState state,
      Reading reading,
      boolean clear,
      boolean setBack,
      Output output) {
    if (!clear) {
      state.notClearing();
      return;
    }
    if (state.clearCount == 0) {
      state.clearAt = reading.at();
    } else if (setBack) {
      state.clearAt = Math.min(state.clearAt, reading.at());
    }
    state.clearCount++;
    if (rule.clearFor().isReached(reading.at() - state.clearAt, state.clearCount)) {
      resolve(rule, state, reading.at(), AlertRecord.Reason.CONDITION, output, reading.json());
    }
  }

  /** What has held for long enough by now, with no further reading. */
  private void settle(Rule.Alert rule, AlertState state, long heard, Output output) {
    if (state.due < 0 || state.due > heard) {
      return;
    }
    long time = clock.timeAt(state.due);
    JsonNode nothing = MissingNode.getInstance();
    if (rule.isSilence()) {
      state.openId = state.lastId == null ? "registry/" + state.device : state.lastId;
      state.openAt = state.lastTime;
      state.number = null;
      state.prove(state.lastId);
      fire(rule, state, time, time, AlertRecord.Reason.SILENT, output, nothing);
    } else if (state.phase == AlertState.Phase.PENDING) {
      fire(
          rule,
          state,
          state.openAt + rule.holdFor().millis(),
          time,
          AlertRecord.Reason.CONDITION,
          output,
          nothing);
    } else {
      resolve(
          rule,
          state,
          state.clearAt + rule.clearFor().millis(),
          AlertRecord.Reason.CONDITION,
          output,
          nothing);
    }
    schedule(rule, state);
  }

  /** Settles what is due at the clock's time. */
  @SuppressWarnings("ReferenceEquality") // another object is another reading of the rules
  void advance(Rule.Alert rule, Output output) {
    if (expecting != rule) {
      expecting = rule;
      expect(rule, output);
    }
    long heard = clock.heard();
    while (!due.isEmpty() && due.firstKey() <= heard) {
      List<AlertState> now = new ArrayList<>(due.firstEntry().getValue());
      now.sort(Comparator.comparing((AlertState state) -> state.key));
      for (AlertState state : now) {
        settle(rule, state, heard, output);
        store.changed(state);
      }
    }
    for (AlertState state : List.copyOf(reminded)) {
      remind(rule, state, output);
    }
  }

  /** From now on a device that should speak has the time that the rule gives to do so. */
  private void expect(Rule.Alert rule, Output output) {
    Set<String> expected = rule.added().expected();
    for (AlertState state : List.copyOf(states.values())) {
      if (state.lastId == null && !expected.contains(state.device)) {
        dismiss(rule, state, output);
      }
    }
    for (String device : expected) {
      if (isHere.test(device) && !states.containsKey(device)) {
        AlertState state = new AlertState(prefix, device, device);
        state.lastTime = clock.now;
        state.lastHeard = clock.heard();
        state.lastReceived = clock.now;
        states.put(device, state);
        schedule(rule, state);
        store.changed(state);
      }
    }
  }

  /** It was never heard, and is no longer expected. */
  private void dismiss(Rule.Alert rule, AlertState state, Output output) {
    if (state.phase == AlertState.Phase.FIRING) {
      output.alert(
          record(
              Source.of(rule),
              state,
              AlertRecord.State.RESOLVED,
              clock.now,
              AlertRecord.Reason.RULE_CHANGED,
              state.text));
      ended(state);
    }
    unschedule(state);
    states.remove(state.key);
    state.delete(store);
  }

  private void remind(Rule.Alert rule, AlertState state, Output output) {
    if (rule.repeat() == 0) {
      state.nextReminder = -1;
      reminded.remove(state);
      store.changed(state);
      return;
    }
    if (state.nextReminder > clock.now) {
      return;
    }
    long time = state.nextReminder;
    while (state.nextReminder <= clock.now) {
      state.nextReminder += rule.repeat();
    }
    store.changed(state);
    output.alert(
        record(
            Source.of(rule),
            state,
            AlertRecord.State.FIRING,
            time,
            AlertRecord.Reason.REMINDER,
            text(rule, state, time, MissingNode.getInstance())));
    tally.alerts.increment();
  }

  /**
   * @param now the gateway's time, from which reminders count
   */
  private void fire(
      Rule.Alert rule,
      AlertState state,
      long time,
      long now,
      AlertRecord.Reason reason,
      Output output,
      JsonNode json) {
    state.phase = AlertState.Phase.FIRING;
    state.notClearing();
    state.id = RuleIds.id(rule.name(), state.key, state.openId);
    state.nextReminder = rule.repeat() == 0 ? -1 : now + rule.repeat();
    if (rule.repeat() > 0) {
      reminded.add(state);
    }
    state.severity = rule.severity();
    state.notify = rule.channels();
    state.text = text(rule, state, time, json.path("attributes"));
    firing++;
    tally.alerts.increment();
    output.alert(
        record(Source.of(rule), state, AlertRecord.State.FIRING, time, reason, state.text));
  }

  private void resolve(
      Rule.Alert rule,
      AlertState state,
      long time,
      AlertRecord.Reason reason,
      Output output,
      JsonNode json) {
    state.prove(state.lastId);
    output.alert(
        record(
            Source.of(rule),
            state,
            AlertRecord.State.RESOLVED,
            time,
            reason,
            text(rule, state, time, json.path("attributes"))));
    ended(state);
  }

  private void ended(AlertState state) {
    tally.alerts.increment();
    firing--;
    reminded.remove(state);
    state.reset();
  }

  private static String text(Rule.Alert rule, AlertState state, long time, JsonNode attributes) {
    Map<String, String> values = new HashMap<>();
    values.put("device", state.device);
    values.put("key", state.key);
    values.put("region", state.region == null ? "" : state.region);
    values.put("kind", state.kind == null ? "" : state.kind);
    values.put("value", state.number == null ? "" : AlertText.text(state.number));
    values.put("unit", state.unit == null ? "" : state.unit);
    values.put("alert", rule.name());
    values.put("severity", rule.severity());
    values.put("since", Json.time(state.openAt));
    values.put("duration", Spans.text(Math.max(0, time - state.openAt) / 1000 * 1000));
    return rule.text().fill(values, attributes);
  }

  /** What a record takes from its rule. */
  private record Source(String alert, String severity, List<String> channels, String ruleVersion) {
    static Source of(Rule.Alert rule) {
      return new Source(rule.name(), rule.severity(), rule.channels(), rule.version());
    }
  }

  private AlertRecord record(
      Source rule,
      AlertState state,
      AlertRecord.State now,
      long time,
      AlertRecord.Reason reason,
      String text) {
    return new AlertRecord(
        state.id,
        rule.alert(),
        now,
        rule.severity(),
        state.key,
        state.device,
        keyed,
        state.region,
        state.kind,
        state.number == null ? null : Json.plain(state.number),
        state.number == null ? null : state.unit,
        state.openAt,
        time,
        reason,
        text,
        rule.channels(),
        List.copyOf(state.evidence),
        rule.ruleVersion());
  }

  /** Resolves what fires and forgets all: the rule is gone, or means something else. */
  void end(String name, String version, AlertRecord.Reason reason, Output output) {
    List<AlertState> all = new ArrayList<>(states.values());
    all.sort(Comparator.comparing((AlertState state) -> state.key));
    for (AlertState state : all) {
      if (state.phase == AlertState.Phase.FIRING) {
        long time = clock.now == RuleEngine.NO_CLOCK ? state.lastReceived : clock.now;
        Source rule = new Source(name, state.severity, state.notify, version);
        output.alert(record(rule, state, AlertRecord.State.RESOLVED, time, reason, state.text));
        ended(state);
      }
      state.delete(store);
    }
    additions.clear();
    states.clear();
    due.clear();
    reminded.clear();
    firing = 0;
  }

  /** Puts a state where its rule says when it is due. */
  private void schedule(Rule.Alert rule, AlertState state) {
    long before = state.due;
    long now = dueAt(rule, state);
    if (now == before) {
      return;
    }
    unschedule(state);
    state.due = now;
    if (state.due >= 0) {
      due.computeIfAbsent(state.due, d -> new LinkedHashSet<>()).add(state);
    }
  }

  private void unschedule(AlertState state) {
    if (state.due < 0) {
      return;
    }
    Set<AlertState> before = due.get(state.due);
    if (before != null) {
      before.remove(state);
      if (before.isEmpty()) {
        due.remove(state.due);
      }
    }
  }

  private static long dueAt(Rule.Alert rule, AlertState state) {
    if (rule.isSilence()) {
      return state.phase == AlertState.Phase.OK ? Math.max(0, state.lastHeard + rule.silent()) : -1;
    }
    return switch (state.phase) {
      case OK -> -1;
      case PENDING -> dueAt(rule.holdFor(), state, state.openAt);
      case FIRING -> state.clearCount == 0 ? -1 : dueAt(rule.clearFor(), state, state.clearAt);
    };
  }

  private static long dueAt(Rule.Hold hold, AlertState state, long since) {
    long rest = hold.millis() - (state.lastAt - since);
    return hold.events() > 0 ? -1 : Math.max(0, state.lastHeard + Math.max(0, rest));
  }

  /** After a change of the rule that leaves its states: what they wait for may be another time. */
  void reconsider(Rule.Alert rule) {
    additions.reconsider(rule);
    due.clear();
    reminded.clear();
    for (AlertState state : states.values()) {
      state.due = -1;
      schedule(rule, state);
      if (state.phase == AlertState.Phase.FIRING && rule.repeat() > 0) {
        if (state.nextReminder < 0) {
          state.nextReminder =
              (clock.now == RuleEngine.NO_CLOCK ? state.lastReceived : clock.now) + rule.repeat();
          store.changed(state);
        }
        reminded.add(state);
      }
    }
  }

  void load(String key, byte[] bytes) {
    AlertState state = AlertState.of(prefix, key, bytes);
    states.put(key, state);
    firing += state.phase == AlertState.Phase.FIRING ? 1 : 0;
  }

  void loadAddition(char part, String key, byte[] bytes) {
    additions.load(part, key, bytes);
  }

  int firing() {
    return firing;
  }
}
