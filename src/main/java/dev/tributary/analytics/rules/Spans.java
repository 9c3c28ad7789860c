package dev.tributary.analytics.rules;

/** Lengths of time as people write them: {@code 90s}, {@code 2m}. */
final class Spans {
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000};
  private static final String[] UNITS = {"d", "h", "m", "s"};

  private Spans() {}

  /** In the largest unit that leaves no rest. */
  static String text(long millis) {
    for (int i = 0; i < MILLIS.length; i++) {
      if (millis >= MILLIS[i] && millis % MILLIS[i] == 0) {
        return millis / MILLIS[i] + UNITS[i];
      }
    }
    return millis == 0 ? "0s" : millis + "ms";
  }
}
