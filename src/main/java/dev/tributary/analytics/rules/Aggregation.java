package dev.tributary.analytics.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
  INCREASE;

  /** As it is written in a rule. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Aggregation::word).toList();
  }

  static Aggregation of(String word) {
    return Arrays.stream(values())
        .filter(value -> value.word().equals(word))
        .findFirst()
        .orElse(null);
  }

  boolean needsNumbers() {
    return this != COUNT;
  }

  /** Whether it has the unit of what it reads. */
  boolean hasUnit() {
    return this != COUNT;
  }
}
