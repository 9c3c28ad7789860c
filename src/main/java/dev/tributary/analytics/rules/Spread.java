package dev.tributary.analytics.rules;

/**
 * How numbers are spread, so that two of it make one: by Welford's and Chan's formulas, which do
 * not lose digits where a mean is large beside its deviations.
 *
 * @param squares the sum of the squared deviations from the mean
 */
record Spread(long count, double mean, double squares, double min, double max) {
  static final Spread NONE = new Spread(0, 0, 0, 0, 0);

  static Spread of(double number) {
    return new Spread(1, number, 0, number, number);
  }

  Spread and(Spread other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    long all = count + other.count;
    double apart = other.mean - mean;
    return new Spread(
        all,
        mean + apart * other.count / all,
        squares + other.squares + apart * apart * ((double) count * other.count / all),
        Math.min(min, other.min),
        Math.max(max, other.max));
  }

  /** Of all of them, not of a sample. */
  double deviation() {
    return Math.sqrt(squares / count);
  }
}
