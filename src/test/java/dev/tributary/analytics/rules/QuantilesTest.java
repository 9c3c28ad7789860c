package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class QuantilesTest {
  private static final int[] PERCENTS = {1, 25, 50, 75, 90, 95, 99};

  private static byte[] bytes(Quantiles quantiles) {
    return StateBytes.write(quantiles::write);
  }

  private static double[] values(int count, long seed, ToDoubleFunction<Random> next) {
    Random random = new Random(seed);
    double[] values = new double[count];
    Arrays.setAll(values, i -> next.applyAsDouble(random));
    return values;
  }

  private static Quantiles of(double[] values) {
    Quantiles quantiles = new Quantiles();
    for (double value : values) {
      quantiles.add(value);
    }
    return quantiles;
  }

  private static double exact(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(percent / 100.0 * sorted.length - 1e-9) - 1];
  }

  private static void within(double[] values, double error) {
    Quantiles quantiles = of(values);
    for (int percent : PERCENTS) {
      double exact = exact(values, percent);
      assertThat(quantiles.percentile(percent).doubleValue())
          .as("p%d", percent)
          .isCloseTo(exact, org.assertj.core.api.Assertions.within(Math.abs(exact) * error));
    }
    assertThat(bytes(quantiles).length).isLessThan(Quantiles.MOST * 16 + 32);
  }

  @Test
  void fewValuesAreExactAsTheyWereWritten() {
    Quantiles quantiles = of(new double[] {20.1, 20.3, 20.2, -5, 0, 20.1});
    assertThat(quantiles.percentile(50)).hasToString("20.1");
    assertThat(quantiles.percentile(99)).hasToString("20.3");
    assertThat(quantiles.percentile(1)).hasToString("-5.0");
    for (int seed = 0; seed < 50; seed++) {
      within(values(Quantiles.MOST, seed, random -> random.nextGaussian() * 1e6), 0);
    }
  }

  @Test
  void manyValuesAreAsNearAsTheDocumentationSays() {
    // within a factor of 2, of 16, of 65,000
    within(values(100_000, 1, random -> 20 + 10 * random.nextDouble()), 0.001);
    within(values(100_000, 2, random -> Math.pow(16, random.nextDouble())), 0.004);
    within(values(100_000, 3, random -> Math.pow(65_000, random.nextDouble())), 0.016);
    within(values(100_000, 4, random -> -Math.pow(65_000, random.nextDouble())), 0.016);
  }

  @Test
  void valuesOfAnySizeEndInBoundedState() {
    Random random = new Random(5);
    Quantiles quantiles = new Quantiles();
    for (int i = 0; i < 100_000; i++) {
      quantiles.add(Double.longBitsToDouble(random.nextLong() & 0xFFDF_FFFF_FFFF_FFFFL));
    }
    assertThat(bytes(quantiles).length).isLessThan(4_200 * 16);
    assertThat(quantiles.percentile(99).doubleValue()).isPositive();
  }

  @Test
  void neitherTheOrderNorHowPartsAreMergedMatters() {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      double scale = Math.pow(10, random.nextInt(8));
      double[] values =
          values(random.nextInt(3_000) + 1, seed, r -> Math.round(r.nextGaussian() * scale) / 10.0);
      List<Quantiles> parts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        parts.add(new Quantiles());
      }
      List<Double> shuffled = new ArrayList<>();
      for (double value : values) {
        shuffled.add(value);
      }
      Collections.shuffle(shuffled, random);
      shuffled.forEach(value -> parts.get(random.nextInt(4)).add(value));
      Quantiles merged = new Quantiles();
      for (Quantiles part : parts) {
        merged.merge(StateBytes.read(bytes(part), Quantiles::read));
      }
      assertThat(bytes(merged)).as("seed %d", seed).isEqualTo(bytes(of(values)));
    }
  }

  @Test
  void aNumberWithoutADoubleIsSkipped() {
    RuleBench bench = new RuleBench("- {measure: t.p, of: temperature, every: 5m, value: p90}");
    bench.send(1, "d", "temperature", "1e390");
    bench.send(2, "d", "temperature", "20.5");
    bench.send(3, "d", "temperature", "\"NaN\"");
    bench.restart();
    bench.tick(330);
    assertThat(bench.measured()).containsExactly("t.p d [0,300) 20.5 n=1 r=0");
    assertThat(bench.tally.skipped.sum()).isEqualTo(2);
    assertThat(bench.measures.get(0).unit()).isEqualTo("Cel");
  }
}
