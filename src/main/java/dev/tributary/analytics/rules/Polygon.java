package dev.tributary.analytics.rules;

import java.util.List;

/**
 * One or more rings: what lies inside an odd number of them is in it, so that a ring in a ring is a
 * hole. Boxes around runs of edges, one in another, keep the search short where there are many.
 */
final class Polygon implements Zone.Shape {
  /** Longer edges are cut: only on short ones is the nearest point found without error. */
  private static final double LONGEST = 0.1;

  private static final int MOST_PIECES = 100_000;
  private static final int LEAF = 8;

  /** Edge i from (x[i], y[i]) to (x2[i], y2[i]). */
  private final double[] x;

  private final double[] y;
  private final double[] x2;
  private final double[] y2;
  private final boolean[] border;
  private final Box root;

  /** What a run of edges fits into. */
  private record Box(
      int from, int to, double west, double south, double east, double north, Box one, Box other) {}

  /**
   * @param rings positions {longitude, latitude}, the last the same as the first; longitudes go on
   *     beyond 180 where a ring crosses it
   * @param cut whether edges along the 180th meridian only cut an area in two
   */
  Polygon(List<double[][]> rings, boolean cut) {
    double perimeter = 0;
    for (double[][] ring : rings) {
      for (int i = 1; i < ring.length; i++) {
        perimeter += length(ring, i);
      }
    }
    double step = Math.max(LONGEST, perimeter / MOST_PIECES);
    int size = 0;
    for (double[][] ring : rings) {
      for (int i = 1; i < ring.length; i++) {
        size += pieces(ring, i, step);
      }
    }
    x = new double[size];
    y = new double[size];
    x2 = new double[size];
    y2 = new double[size];
    border = new boolean[size];
    int edge = 0;
    for (double[][] ring : rings) {
      for (int i = 1; i < ring.length; i++) {
        int pieces = pieces(ring, i, step);
        for (int piece = 0; piece < pieces; piece++) {
          x[edge] = between(ring[i - 1][0], ring[i][0], piece, pieces);
          y[edge] = between(ring[i - 1][1], ring[i][1], piece, pieces);
          x2[edge] = between(ring[i - 1][0], ring[i][0], piece + 1, pieces);
          y2[edge] = between(ring[i - 1][1], ring[i][1], piece + 1, pieces);
          border[edge] = !cut || Math.abs(x[edge]) != 180 || x[edge] != x2[edge];
          edge++;
        }
      }
    }
    root = box(0, size);
  }

  private static double length(double[][] ring, int i) {
    return Math.max(Math.abs(ring[i][0] - ring[i - 1][0]), Math.abs(ring[i][1] - ring[i - 1][1]));
  }

  private static int pieces(double[][] ring, int i, double step) {
    return Math.max(1, (int) Math.ceil(length(ring, i) / step));
  }

  private static double between(double from, double to, int piece, int pieces) {
    return piece == pieces ? to : from + (to - from) * piece / pieces;
  }

  private Box box(int from, int to) {
    if (to - from <= LEAF) {
      double west = Double.MAX_VALUE;
      double south = Double.MAX_VALUE;
      double east = -Double.MAX_VALUE;
      double north = -Double.MAX_VALUE;
      for (int i = from; i < to; i++) {
        west = Math.min(west, Math.min(x[i], x2[i]));
        south = Math.min(south, Math.min(y[i], y2[i]));
        east = Math.max(east, Math.max(x[i], x2[i]));
        north = Math.max(north, Math.max(y[i], y2[i]));
      }
      return new Box(from, to, west, south, east, north, null, null);
    }
    int middle = (from + to) >>> 1;
    Box one = box(from, middle);
    Box other = box(middle, to);
    return new Box(
        from,
        to,
        Math.min(one.west, other.west),
        Math.min(one.south, other.south),
        Math.max(one.east, other.east),
        Math.max(one.north, other.north),
        one,
        other);
  }

  @Override
  public boolean contains(double lon, double lat) {
    return isIn(lon, lat) || isIn(lon - 360, lat) || isIn(lon + 360, lat);
  }

  private boolean isIn(double lon, double lat) {
    return lon >= root.west && lon <= root.east && crossings(root, lon, lat) % 2 == 1;
  }

  /** How many edges lie east of a point. */
  private int crossings(Box box, double lon, double lat) {
    if (lat < box.south || lat > box.north || lon > box.east) {
      return 0;
    }
    if (box.one != null) {
      return crossings(box.one, lon, lat) + crossings(box.other, lon, lat);
    }
    int count = 0;
    for (int i = box.from; i < box.to; i++) {
      if ((y[i] > lat) != (y2[i] > lat)
          && lon < x[i] + (lat - y[i]) / (y2[i] - y[i]) * (x2[i] - x[i])) {
        count++;
      }
    }
    return count;
  }

  @Override
  public double toBorder(double lon, double lat) {
    double nearest = Double.MAX_VALUE;
    for (double turn : new double[] {0, -360, 360}) {
      nearest = nearest(root, lon + turn, lat, nearest);
    }
    return nearest;
  }

  private double nearest(Box box, double lon, double lat, double best) {
    if (bound(box, lon, lat) >= best) {
      return best;
    }
    double nearest = best;
    if (box.one != null) {
      boolean first = bound(box.one, lon, lat) <= bound(box.other, lon, lat);
      nearest = nearest(first ? box.one : box.other, lon, lat, nearest);
      return nearest(first ? box.other : box.one, lon, lat, nearest);
    }
    for (int i = box.from; i < box.to; i++) {
      if (border[i]) {
        nearest = Math.min(nearest, Globe.toLine(lon, lat, x[i], y[i], x2[i], y2[i]));
      }
    }
    return nearest;
  }

  private static double bound(Box box, double lon, double lat) {
    return Globe.atLeast(lon, lat, box.west, box.south, box.east, box.north);
  }
}
