package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StateForecastTest {
  private static StateForecast of(String yaml) {
    return StateForecast.of(RuleBench.rules(yaml), RuleBench.KINDS);
  }

  @Test
  void moreStateIsMoreMemory() {
    StateForecast alert = of("- {alert: hot, of: temperature, when: .value > 10}");
    StateForecast windows =
        of("- {measure: temperature.avg, of: temperature, every: 1m, value: avg}");
    StateForecast few =
        of(
            "- {measure: temperature.avg, of: temperature, every: 1m, value: avg, corrections: 10m}");
    assertThat(alert.every()).isEqualTo(Duration.ofMinutes(1));
    assertThat(alert.memory()).isBetween(2_000L, 20_000L);
    // 6 hours of windows of a minute, and 10 minutes of them
    assertThat(windows.memory()).isBetween(200_000L, 600_000L);
    assertThat(few.memory()).isLessThan(windows.memory() / 5);
    assertThat(of("- {alert: silent, of: '*', silent: 10m}").memory()).isPositive();
    assertThat(of("- {alert: moved, of: [gps, motion, status], when: .value}").memory())
        .isPositive();
  }

  @Test
  void aThousandRulesAreLookedAtInAWhile() {
    String rules =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "- {alert: a%d, of: temperature, when: .value > %d}".formatted(i, i))
            .collect(Collectors.joining("\n"));
    StateForecast thousand = of(rules);
    assertThat(thousand.every()).isEqualTo(Duration.ofDays(1).dividedBy(200));
    assertThat(thousand.memory()).isBetween(300_000L, 3_000_000L);
  }
}
