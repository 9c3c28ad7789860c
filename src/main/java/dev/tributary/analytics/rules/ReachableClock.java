package dev.tributary.analytics.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * What time it is, by the ticks of gateways, and for how long in all a gateway could hear until any
 * moment. Silence, and how long a condition holds while nothing comes, go by that. A tick says
 * something about the time before it as soon as it is read, and so the result does not depend on
 * when its turn comes.
 */
final class ReachableClock extends Stored {
  static final String KEY = "c/clock";

  /** Ticks that lie further apart: no gateway was there. */
  static final long GAP = 30_000;

  /** An outage each; what lies before is not looked at by then. */
  private static final int MOST_SPANS = 100;

  /** All that was received before has been taken in. */
  long now = RuleEngine.NO_CLOCK;

  /** The latest tick that was read. */
  private long latest = RuleEngine.NO_CLOCK;

  /** In the order of time, apart from each other. What lies before now does not change. */
  private final List<Span> spans = new ArrayList<>();

  /**
   * Time in which a gateway could hear.
   *
   * @param heard for how long it could until the start
   */
  private record Span(long start, long end, long heard) {
    long heardToEnd() {
      return heard + end - start;
    }
  }

  /**
   * Notes a tick.
   *
   * @param heard for how long until then its gateway could hear, or -1 if it cannot
   */
  void tick(long time, long heard) {
    latest = Math.max(latest, time);
    if (heard >= 0 && time >= now) {
      add(Math.max(now, time - heard), time);
    }
  }

  private void add(long from, long until) {
    int at = spans.size();
    while (at > 0 && spans.get(at - 1).end() >= from) {
      at--;
    }
    List<Span> behind = spans.subList(at, spans.size());
    long start = from;
    long end = until;
    List<Span> apart = new ArrayList<>();
    for (Span span : behind) {
      if (span.start() <= end) {
        start = Math.min(start, span.start());
        end = Math.max(end, span.end());
      } else {
        apart.add(span);
      }
    }
    behind.clear();
    append(start, end);
    apart.forEach(span -> append(span.start(), span.end()));
    while (spans.size() > MOST_SPANS) {
      spans.remove(0);
    }
  }

  private void append(long start, long end) {
    spans.add(
        new Span(start, end, spans.isEmpty() ? start : spans.get(spans.size() - 1).heardToEnd()));
  }

  /** Moves on; false if there is nothing to move. */
  boolean advance(long time) {
    if (now != RuleEngine.NO_CLOCK && time <= now) {
      return false;
    }
    latest = Math.max(latest, time);
    if (spans.isEmpty()) {
      append(time, time);
    }
    now = time;
    return true;
  }

  /** For how long a gateway could hear until now. */
  long heard() {
    return now == RuleEngine.NO_CLOCK ? now : heardAt(now, 0);
  }

  /** The same until a reading was received, which says that a gateway heard it. */
  long heardAt(long received) {
    return heardAt(received, GAP);
  }

  private long heardAt(long time, long gap) {
    for (int i = spans.size() - 1; i >= 0; i--) {
      Span span = spans.get(i);
      if (time >= span.start()) {
        long behind = Math.max(0, time - span.end());
        return span.heardToEnd() + Math.min(0, time - span.end()) + (behind <= gap ? behind : 0);
      }
    }
    return spans.isEmpty() ? time : spans.get(0).heard() - (spans.get(0).start() - time);
  }

  /** When gateways had been able to hear for so long. */
  long timeAt(long heard) {
    Span last = null;
    for (Span span : spans) {
      if (heard <= span.heardToEnd()) {
        return span.start() + heard - span.heard();
      }
      last = span;
    }
    return last == null ? heard : last.end() + heard - last.heardToEnd();
  }

  /** Whether ticks that are not read yet decide for how long a gateway could hear until then. */
  boolean isBehind(long received) {
    return now != RuleEngine.NO_CLOCK && received - GAP > latest;
  }

  @Override
  String storeKey() {
    return KEY;
  }

  @Override
  byte[] toBytes() {
    return StateBytes.write(
        out -> {
          out.number(now).number(latest).number(spans.size());
          for (Span span : spans) {
            out.number(span.start()).number(span.end()).number(span.heard());
          }
        });
  }

  void load(byte[] bytes) {
    StateBytes.read(
        bytes,
        in -> {
          now = in.number();
          latest = in.number();
          for (long left = in.number(); left > 0; left--) {
            spans.add(new Span(in.number(), in.number(), in.number()));
          }
          return null;
        });
  }
}
