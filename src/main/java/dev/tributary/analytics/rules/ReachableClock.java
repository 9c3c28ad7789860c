package dev.tributary.analytics.rules;

/**
 * What time it is, by the ticks of gateways, and for how long in all a gateway could hear. Silence,
 * and how long a condition holds while nothing comes, go by the second.
 */
final class ReachableClock {
  static final String KEY = "c/clock";

  /** A clock that stood still for longer: no gateway was there. */
  static final long GAP = 30_000;

  long now = RuleEngine.NO_CLOCK;
  long heard;

  /** Moves on; false if there is nothing to move. */
  boolean advance(long time, boolean reachable) {
    if (now == RuleEngine.NO_CLOCK) {
      now = time;
      return true;
    }
    if (time <= now) {
      return false;
    }
    heard += reachable && time - now <= GAP ? time - now : 0;
    now = time;
    return true;
  }

  /** For how long a gateway could hear until a reading was received. */
  long heardAt(long received) {
    if (now == RuleEngine.NO_CLOCK || received - now > GAP) {
      return heard;
    }
    return heard + received - now;
  }

  byte[] toBytes() {
    return StateBytes.write(out -> out.number(now).number(heard));
  }

  void load(byte[] bytes) {
    StateBytes.read(
        bytes,
        in -> {
          now = in.number();
          heard = in.number();
          return null;
        });
  }
}
