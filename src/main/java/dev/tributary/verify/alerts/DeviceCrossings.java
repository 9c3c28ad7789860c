package dev.tributary.verify.alerts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * What one rule must have said of one device, by its raw readings alone. What hangs on a moment
 * that only the clock of the gateways decides is a maybe.
 */
final class DeviceCrossings {
  /** A tick a second, and what it takes to be read. */
  private static final long TOLERANCE = 3_000;

  private static final long CLOCK_SET_BACK = 120_000;
  private static final long AHEAD = 120_000;

  /** Whether something must, may or must not have happened. */
  enum Said {
    YES,
    MAYBE,
    NO
  }

  /** One opening event, and what must have been said of it. */
  static final class Crossing {
    final String opening;
    Said fired = Said.NO;
    Said resolved = Said.NO;

    Crossing(String opening) {
      this.opening = opening;
    }
  }

  private record Reading(String id, long at, long received, double value) {}

  private final WatchedRule rule;

  /** Whether a gateway could hear from a time for so long that the rule's clock went on. */
  private final LongPredicate heardSince;

  private final List<Crossing> crossings = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  /** Those that opened a crossing, or may have opened one. */
  private final Set<String> openings = new HashSet<>();

  private Reading last;

  /** Null while nothing is open. */
  private Crossing open;

  private long openAt;
  private int met;
  private long clearAt;
  private int cleared;

  /** Whether the clock alone may have settled it, which the next readings make certain or not. */
  private boolean perhaps;

  /** What came before is not known: nothing is said until it is certainly clear. */
  private boolean unknown = true;

  DeviceCrossings(WatchedRule rule, LongPredicate heardSince) {
    this.rule = rule;
    this.heardSince = heardSince;
  }

  List<Crossing> crossings() {
    return crossings;
  }

  /** Whether this event is one of the device and certainly opened nothing. */
  boolean isNoOpening(String id) {
    return ids.contains(id) && !openings.contains(id);
  }

  void read(String id, long time, long received, double value) {
    if (!ids.add(id)) {
      return;
    }
    Reading reading = new Reading(id, time > received + AHEAD ? received : time, received, value);
    if (last != null && reading.at() < last.at() && received < last.received() + CLOCK_SET_BACK) {
      return;
    }
    settle(received);
    boolean back = last != null && reading.at() < last.at();
    last = reading;
    boolean isMet = rule.when().test(value);
    boolean wasUnknown = unknown;
    boolean isClear = rule.clear().test(value);
    if (!unknown && open != null && open.fired == Said.YES) {
      fall(reading, isClear, back);
    } else if (!unknown) {
      rise(reading, isMet, back);
    }
    if (unknown) {
      unknown = isMet || !isClear || !isAtOnce(rule.fall());
    }
    if (isMet && (wasUnknown || unknown || (open != null && open.opening.equals(id)))) {
      openings.add(id);
    }
  }

  private static boolean isAtOnce(WatchedRule.Hold hold) {
    return hold.millis() == 0 && hold.events() <= 1;
  }

  private void rise(Reading reading, boolean isMet, boolean back) {
    if (!isMet) {
      close(open != null && perhaps);
      return;
    }
    if (open == null) {
      open = new Crossing(reading.id());
      crossings.add(open);
      openAt = reading.at();
      met = 0;
      perhaps = false;
    } else if (back) {
      openAt = Math.min(openAt, reading.at());
    }
    met++;
    if (isReached(rule.rise(), reading.at() - openAt, met)) {
      fired();
    }
  }

  private void fired() {
    open.fired = Said.YES;
    cleared = 0;
    perhaps = false;
  }

  /** It is over; what the clock may have said of it before is a maybe. */
  private void close(boolean maybe) {
    if (maybe) {
      open.fired = open.fired == Said.YES ? Said.YES : Said.MAYBE;
      open.resolved = Said.MAYBE;
      unknown = true;
    }
    open = null;
    perhaps = false;
  }

  private void fall(Reading reading, boolean isClear, boolean back) {
    if (!isClear) {
      cleared = 0;
      if (perhaps) {
        close(true);
      }
      return;
    }
    if (cleared == 0) {
      perhaps = false;
      clearAt = reading.at();
    } else if (back) {
      clearAt = Math.min(clearAt, reading.at());
    }
    cleared++;
    if (isReached(rule.fall(), reading.at() - clearAt, cleared)) {
      open.resolved = Said.YES;
      close(false);
    }
  }

  private static boolean isReached(WatchedRule.Hold hold, long held, int count) {
    return hold.events() > 0 ? count >= hold.events() : held >= hold.millis();
  }

  /** What the clock alone settled until then. */
  private void settle(long now) {
    Said byClock = byClock(now);
    perhaps |= byClock == Said.MAYBE;
    if (byClock == Said.YES && open.fired != Said.YES) {
      fired();
    } else if (byClock == Said.YES) {
      open.resolved = Said.YES;
      close(false);
    }
  }

  private Said byClock(long now) {
    if (open == null || unknown) {
      return Said.NO;
    }
    if (open.fired != Said.YES) {
      return rule.rise().events() > 0
          ? Said.NO
          : settled(now, rule.rise().millis() - (last.at() - openAt));
    }
    return cleared == 0 || rule.fall().events() > 0
        ? Said.NO
        : settled(now, rule.fall().millis() - (last.at() - clearAt));
  }

  private Said settled(long now, long rest) {
    long due = last.received() + Math.max(0, rest);
    if (now < due - TOLERANCE) {
      return Said.NO;
    }
    return now > due + TOLERANCE && heardSince.test(last.received()) ? Said.YES : Said.MAYBE;
  }

  /** What is not said yet may be said in the next moment. */
  void end(long now) {
    settle(now);
    if (open != null && perhaps) {
      close(true);
    }
    if (last != null && now - last.received() < 2 * TOLERANCE && !crossings.isEmpty()) {
      Crossing newest = crossings.get(crossings.size() - 1);
      newest.fired = newest.fired == Said.YES ? Said.MAYBE : newest.fired;
      newest.resolved = newest.resolved == Said.YES ? Said.MAYBE : newest.resolved;
    }
  }
}
