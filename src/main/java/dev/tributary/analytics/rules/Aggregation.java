package dev.tributary.analytics.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What becomes of the values in a window. */
public enum Aggregation {
  AVG,
  SUM,
  MIN,
  MAX,
  COUNT,
  RMS,
  STDDEV,
  FIRST,
  LAST,
  INCREASE,
  /** p1 to p99. */
  PERCENTILE;

  private static final Pattern PERCENT = Pattern.compile("p([1-9][0-9]?)");

  /** As it is written in a rule. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Stream.concat(
            Arrays.stream(values()).filter(value -> value != PERCENTILE).map(Aggregation::word),
            Stream.of("p1 to p99"))
        .toList();
  }

  static Aggregation of(String word) {
    if (percent(word) > 0) {
      return PERCENTILE;
    }
    return Arrays.stream(values())
        .filter(value -> value != PERCENTILE && value.word().equals(word))
        .findFirst()
        .orElse(null);
  }

  /** Which percentile a word means, or 0. */
  static int percent(String word) {
    Matcher matcher = PERCENT.matcher(word);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  boolean needsNumbers() {
    return this != COUNT;
  }

  /** Whether a reading can be taken in. */
  boolean takes(Reading reading) {
    return !needsNumbers()
        || (reading.number() != null
            && (this != PERCENTILE || Double.isFinite(reading.number().doubleValue())));
  }

  /** Whether it has the unit of what it reads. */
  boolean hasUnit() {
    return this != COUNT;
  }
}
