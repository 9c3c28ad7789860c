package dev.tributary.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.observe.Metrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final Metric LAG = Metric.gauge("lag", null, "", "group");
  private static final Metric COUNT = Metric.counter("records", null, "", "group");

  private final Metrics metrics = new Metrics();
  private final Series<Integer> series =
      new Series<>(
          metrics.meters(), 2, Integer::sum, Map.of(LAG, value -> value, COUNT, value -> value));

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void areBounded() {
    series.show(new TreeMap<>(Map.of("a", 1, "b", 2, "c", 4, "d", 8)));

    assertThat(shown())
        .containsExactlyInAnyOrder(
            "lag{group=\"a\"} 1.0",
            "lag{group=\"b\"} 2.0",
            "lag{group=\"other\"} 12.0",
            "records_total{group=\"a\"} 1.0",
            "records_total{group=\"b\"} 2.0",
            "records_total{group=\"other\"} 12.0");
  }

  @Test
  void keepTheirNameAsLongAsItIsThere() {
    series.show(new TreeMap<>(Map.of("m", 1, "n", 2)));
    series.show(new TreeMap<>(Map.of("a", 4, "m", 1, "n", 3)));
    assertThat(shown())
        .contains("lag{group=\"m\"} 1.0", "lag{group=\"n\"} 3.0", "lag{group=\"other\"} 4.0");

    series.show(new TreeMap<>(Map.of("a", 4, "n", 3)));
    assertThat(shown())
        .containsExactlyInAnyOrder(
            "lag{group=\"a\"} 4.0",
            "lag{group=\"n\"} 3.0",
            "records_total{group=\"a\"} 4.0",
            "records_total{group=\"n\"} 3.0");
  }

  @Test
  void haveOneNameForTheRest() {
    series.show(new TreeMap<>(Map.of("a", 1, "other", 2)));
    series.show(new TreeMap<>(Map.of("a", 1, "other", 2)));

    assertThat(shown()).contains("lag{group=\"a\"} 1.0", "lag{group=\"other\"} 2.0");
  }

  private List<String> shown() {
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith("lag{") || line.startsWith("records_total{"))
        .toList();
  }
}
