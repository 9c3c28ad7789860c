package dev.tributary.lag;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the end of a partition was at earlier looks: so a record's age is known without reading it,
 * whatever its timestamp says. Of the far past fewer looks are remembered.
 */
final class EndHistory {
  /** How many looks there may be before some are forgotten. */
  private static final int MANY = 128;

  /** An age is known to an eighth of it. */
  private static final long PRECISION = 8;

  /** The end, and when it was first seen there. */
  private record Look(long millis, long end) {}

  private final List<Look> looks = new ArrayList<>();

  void note(long millis, long end) {
    if (!looks.isEmpty() && end < last().end()) {
      // the topic was created again
      looks.clear();
    }
    if (looks.isEmpty() || end > last().end()) {
      looks.add(new Look(millis, end));
    }
    if (looks.size() > MANY) {
      thin(millis);
    }
  }

  /** The first stays, behind which nothing is known. */
  private void thin(long now) {
    for (int i = 1; i < looks.size() - 1; i++) {
      long gap = looks.get(i + 1).millis() - looks.get(i - 1).millis();
      if (gap * PRECISION < now - looks.get(i).millis()) {
        looks.remove(i);
      }
    }
  }

  private Look last() {
    return looks.get(looks.size() - 1);
  }

  /** When the record of this offset was first seen to be there; it may be older. */
  long seen(long offset) {
    for (Look look : looks) {
      if (look.end() > offset) {
        return look.millis();
      }
    }
    return Long.MAX_VALUE;
  }

  /** How many records have come since then, as far as is known. */
  long since(long millis) {
    long end = looks.get(0).end();
    for (Look look : looks) {
      if (look.millis() <= millis) {
        end = look.end();
      }
    }
    return last().end() - end;
  }

  int size() {
    return looks.size();
  }
}
