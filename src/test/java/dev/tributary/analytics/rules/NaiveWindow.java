package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a window comes to by looking at all of its readings at once; shares no code with rules. */
final class NaiveWindow {
  private NaiveWindow() {}

  /** Words for what a measure can be. */
  static Stream<String> values() {
    return Stream.of(
        "avg",
        "sum",
        "min",
        "max",
        "count",
        "rms",
        "stddev",
        "first",
        "last",
        "increase",
        "p50",
        "p95");
  }

  /**
   * @param values in the order of their times
   * @param increase depends on more than the window's readings
   */
  static double value(String value, double[] values, DoubleSupplier increase) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return switch (value) {
      case "avg" -> mean;
      case "sum" -> Arrays.stream(values).sum();
      case "min" -> Arrays.stream(values).min().orElseThrow();
      case "max" -> Arrays.stream(values).max().orElseThrow();
      case "count" -> values.length;
      case "first" -> values[0];
      case "last" -> values[values.length - 1];
      case "p50" -> percentile(values, 0.50);
      case "p95" -> percentile(values, 0.95);
      case "rms" -> Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow());
      case "stddev" ->
          Math.sqrt(
              Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
      case "increase" -> increase.getAsDouble();
      default -> throw new IllegalArgumentException(value);
    };
  }

  private static double percentile(double[] values, double part) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (double value : sorted) {
      if (Arrays.stream(sorted).filter(v -> v <= value).count() >= part * sorted.length - 1e-9) {
        return value;
      }
    }
    throw new AssertionError();
  }

  /**
   * Each window was emitted once per revision, and its last revision is this.
   *
   * @param expected by device or group, and beginning
   */
  static void assertRevisions(
      int seed, String value, List<MeasureRecord> measures, Map<String, Double> expected) {
    Map<String, List<MeasureRecord>> got =
        measures.stream()
            .collect(
                Collectors.groupingBy(
                    m -> m.device() + "@" + m.windowStart(), TreeMap::new, Collectors.toList()));
    assertThat(got.keySet()).as("seed %d", seed).isEqualTo(expected.keySet());
    got.forEach(
        (window, revisions) -> {
          for (int i = 0; i < revisions.size(); i++) {
            assertThat(revisions.get(i).revision()).isEqualTo(i);
          }
          assertThat(revisions.get(revisions.size() - 1).value().doubleValue())
              .as("%s of %s", value, window)
              .isCloseTo(expected.get(window), within(1e-9));
        });
  }
}
