package dev.tributary.analytics.rules;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;

/** What is known of one window. Sums are exact, so that the order of readings does not matter. */
final class Window extends Stored {
  private static final MathContext DIGITS = MathContext.DECIMAL64;

  /** In the order of time; of readings of one moment, by id. */
  static final Comparator<Window> ORDER =
      Comparator.comparingLong((Window window) -> window.start)
          .thenComparing(window -> window.device);

  final String device;
  final long start;
  private final String storeKey;
  private long count;
  private BigDecimal sum = BigDecimal.ZERO;
  private BigDecimal squares = BigDecimal.ZERO;
  private BigDecimal min;
  private BigDecimal max;
  private Edge first;
  private Edge last;
  int revision = -1;
  boolean changed;

  /** A reading at one end of the window. */
  private record Edge(long at, String id, BigDecimal number) {
    boolean isBefore(long otherAt, String otherId) {
      return at != otherAt ? at < otherAt : id.compareTo(otherId) < 0;
    }
  }

  private String region;
  private String unit;

  /** Only where percentiles are asked for. */
  private Quantiles quantiles;

  /**
   * @param storeKey null for one that is not stored
   */
  Window(String storeKey, String device, long start) {
    this.storeKey = storeKey;
    this.device = device;
    this.start = start;
  }

  void add(Rule.Measure rule, Reading reading) {
    if (add(rule.value(), reading.at(), reading.id(), reading.number())) {
      region = reading.region();
      unit = reading.unit();
    }
  }

  /** True if it is the last one by time. */
  boolean add(Aggregation aggregation, long at, String id, BigDecimal number) {
    changed = true;
    count++;
    switch (aggregation) {
      case AVG, SUM -> sum = sum.add(number);
      case RMS -> squares = squares.add(number.multiply(number));
      case STDDEV -> {
        sum = sum.add(number);
        squares = squares.add(number.multiply(number));
      }
      case MIN -> min = min == null ? number : min.min(number);
      case MAX -> max = max == null ? number : max.max(number);
      case PERCENTILE -> quantiles().add(number.doubleValue());
      case COUNT, FIRST, LAST, INCREASE -> {}
    }
    if (first == null || !first.isBefore(at, id)) {
      first = new Edge(at, id, number);
    }
    if (last != null && !last.isBefore(at, id)) {
      return false;
    }
    last = new Edge(at, id, number);
    return true;
  }

  private Quantiles quantiles() {
    if (quantiles == null) {
      quantiles = new Quantiles();
    }
    return quantiles;
  }

  /** A counter rose by this, or by so much less. */
  void rise(BigDecimal by) {
    sum = sum.add(by);
    changed = true;
  }

  /** Adds what another partition knows of the same window. */
  void merge(Window part) {
    changed = true;
    count += part.count;
    if (part.quantiles != null) {
      quantiles().merge(part.quantiles);
    }
    sum = sum.add(part.sum);
    squares = squares.add(part.squares);
    min = min == null || part.min == null ? (min == null ? part.min : min) : min.min(part.min);
    max = max == null || part.max == null ? (max == null ? part.max : max) : max.max(part.max);
    if (first == null || part.first.isBefore(first.at(), first.id())) {
      first = part.first;
    }
    if (last == null || last.isBefore(part.last.at(), part.last.id())) {
      last = part.last;
      region = part.region;
      unit = part.unit;
    }
  }

  /** Takes over what was merged anew. */
  void become(Window merged) {
    count = 0;
    quantiles = null;
    sum = BigDecimal.ZERO;
    squares = BigDecimal.ZERO;
    min = null;
    max = null;
    first = null;
    last = null;
    merge(merged);
  }

  /**
   * The value; {@link Aggregation#INCREASE} of one device is known by its points instead.
   *
   * @param percent which percentile is meant, if one is
   */
  BigDecimal value(Aggregation aggregation, int percent) {
    BigDecimal n = BigDecimal.valueOf(count);
    return switch (aggregation) {
      case AVG -> sum.divide(n, DIGITS);
      case SUM, INCREASE -> sum;
      case MIN -> min;
      case MAX -> max;
      case COUNT -> n;
      case RMS -> squares.divide(n, DIGITS).sqrt(DIGITS);
      case STDDEV ->
          n.multiply(squares)
              .subtract(sum.multiply(sum))
              .divide(n.multiply(n), DIGITS)
              .sqrt(DIGITS);
      case PERCENTILE -> quantiles.percentile(percent);
      case FIRST -> first.number();
      case LAST -> last.number();
    };
  }

  long count() {
    return count;
  }

  String region() {
    return region;
  }

  String unit() {
    return unit;
  }

  @Override
  String storeKey() {
    return storeKey;
  }

  @Override
  byte[] toBytes() {
    return StateBytes.write(
        out -> {
          out.number(count).decimal(sum).decimal(squares).decimal(min).decimal(max);
          out.number(first.at()).text(first.id()).decimal(first.number());
          out.number(last.at()).text(last.id()).decimal(last.number());
          out.text(region).text(unit).number(revision).number(changed ? 1 : 0);
          if (quantiles != null) {
            quantiles.write(out);
          }
        });
  }

  static Window of(String storeKey, String device, long start, byte[] bytes) {
    return StateBytes.read(
        bytes,
        in -> {
          Window window = new Window(storeKey, device, start);
          window.count = in.number();
          window.sum = in.decimal();
          window.squares = in.decimal();
          window.min = in.decimal();
          window.max = in.decimal();
          window.first = new Edge(in.number(), in.text(), in.decimal());
          window.last = new Edge(in.number(), in.text(), in.decimal());
          window.region = in.text();
          window.unit = in.text();
          window.revision = (int) in.number();
          window.changed = in.number() == 1;
          window.quantiles = in.hasMore() ? Quantiles.read(in) : null;
          return window;
        });
  }
}
