package dev.tributary.normalize;

/** Both ends included. */
record Range(double min, double max) {
  static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  boolean holds(double value) {
    return value >= min && value <= max;
  }

  @Override
  public String toString() {
    return text(min) + " to " + text(max);
  }

  private static String text(double end) {
    return end == Math.rint(end) && Math.abs(end) < 1e15
        ? Long.toString((long) end)
        : Double.toString(end);
  }
}
