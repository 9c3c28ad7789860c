package dev.tributary.analytics.rules;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often which values came. Up to {@link #MOST} of them are known as they are; where there are
 * more, those that begin with the same digits become one, with fewer digits the more there are.
 * What is known depends neither on the order in which values come nor on how parts are merged,
 * which a t-digest does not promise.
 */
final class Quantiles {
  static final int MOST = 512;
  private static final int ALL_BITS = 0;

  /** The first step leaves ten binary digits behind the first: 0.05 %. */
  private static final int FIRST_STEP = 42;

  private static final int LAST_STEP = 52;
  private static final MathContext DIGITS = new MathContext(6);

  /** How many binary digits are left out at the end of each value. */
  private int left = ALL_BITS;

  private TreeMap<Double, Long> counts = new TreeMap<>();
  private long count;

  void add(double value) {
    add(value, 1);
    shrink();
  }

  void merge(Quantiles other) {
    if (other.left > left) {
      coarsen(other.left);
    }
    other.counts.forEach(this::add);
    shrink();
  }

  private void add(double value, long times) {
    counts.merge(cut(value), times, Long::sum);
    count += times;
  }

  private void shrink() {
    while (counts.size() > MOST && left < LAST_STEP) {
      coarsen(left == ALL_BITS ? FIRST_STEP : left + 1);
    }
  }

  private void coarsen(int bits) {
    left = bits;
    TreeMap<Double, Long> before = counts;
    counts = new TreeMap<>();
    before.forEach((value, times) -> counts.merge(cut(value), times, Long::sum));
  }

  private double cut(double value) {
    // adding 0 makes one zero of both
    return Double.longBitsToDouble(Double.doubleToRawLongBits(value) & (-1L << left)) + 0.0;
  }

  /** The least value that so many of a hundred readings do not exceed. */
  BigDecimal percentile(int percent) {
    long rank = Math.max(1, (count * percent + 99) / 100);
    long seen = 0;
    for (Map.Entry<Double, Long> entry : counts.entrySet()) {
      seen += entry.getValue();
      if (seen >= rank) {
        return shown(entry.getKey());
      }
    }
    throw new IllegalStateException("no reading");
  }

  /** The middle of what became one. */
  private BigDecimal shown(double value) {
    if (left == ALL_BITS || value == 0) {
      return BigDecimal.valueOf(value);
    }
    long middle = Double.doubleToRawLongBits(value) | (1L << (left - 1));
    return new BigDecimal(Double.longBitsToDouble(middle)).round(DIGITS);
  }

  void write(StateBytes.Out out) {
    out.number(left).number(counts.size());
    for (Map.Entry<Double, Long> entry : counts.entrySet()) {
      out.fraction(entry.getKey()).number(entry.getValue());
    }
  }

  static Quantiles read(StateBytes.In in) {
    Quantiles quantiles = new Quantiles();
    quantiles.left = (int) in.number();
    for (long i = in.number(); i > 0; i--) {
      quantiles.add(in.fraction(), in.number());
    }
    return quantiles;
  }
}
