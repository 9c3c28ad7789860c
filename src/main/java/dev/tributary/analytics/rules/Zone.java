package dev.tributary.analytics.rules;

import java.util.List;

/**
 * Areas on the Earth, which count as one zone. Edges are straight in longitude and latitude, as
 * GeoJSON has them; distances are those on a ball.
 *
 * @param version changes with what its file says
 */
record Zone(String name, String version, List<Shape> shapes) {
  /** One area. */
  interface Shape {
    boolean contains(double lon, double lat);

    /** Metres to its border. */
    double toBorder(double lon, double lat);
  }

  /** All that is not further from a point than so many metres. */
  record Circle(double lon, double lat, double radius) implements Shape {
    @Override
    public boolean contains(double otherLon, double otherLat) {
      return Globe.metres(lon, lat, otherLon, otherLat) <= radius;
    }

    @Override
    public double toBorder(double otherLon, double otherLat) {
      return Math.abs(Globe.metres(lon, lat, otherLon, otherLat) - radius);
    }
  }

  /** Metres to the zone, 0 inside it. */
  double distance(double lon, double lat) {
    double nearest = Double.MAX_VALUE;
    for (Shape shape : shapes) {
      if (shape.contains(lon, lat)) {
        return 0;
      }
      nearest = Math.min(nearest, shape.toBorder(lon, lat));
    }
    return nearest;
  }
}
