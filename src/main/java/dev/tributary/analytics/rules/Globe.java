package dev.tributary.analytics.rules;

/** Distances on a ball as large as the Earth: within 0.6 % of those on the Earth itself. */
final class Globe {
  private static final double RADIUS = 6_371_008.8;

  private Globe() {}

  static double metres(double lon1, double lat1, double lon2, double lat2) {
    double north = Math.sin(Math.toRadians(lat2 - lat1) / 2);
    double east = Math.sin(Math.toRadians(lon2 - lon1) / 2);
    double square =
        north * north
            + Math.cos(Math.toRadians(lat1)) * Math.cos(Math.toRadians(lat2)) * east * east;
    return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(square)));
  }

  /** No point of a box is nearer than this; at most 180 degrees lie between. */
  static double atLeast(
      double lon, double lat, double west, double south, double east, double north) {
    double up = Math.max(0, Math.max(south - lat, lat - north));
    double aside = Math.min(90, Math.max(0, Math.max(west - lon, lon - east)));
    double meridian = Math.asin(Math.cos(Math.toRadians(lat)) * Math.sin(Math.toRadians(aside)));
    return RADIUS * Math.max(Math.toRadians(up), meridian);
  }

  /** To the nearest point of a short line that is straight in longitude and latitude. */
  static double toLine(double lon, double lat, double lon1, double lat1, double lon2, double lat2) {
    double scale = Math.cos(Math.toRadians((lat + (lat1 + lat2) / 2) / 2));
    double dx = (lon2 - lon1) * scale;
    double dy = lat2 - lat1;
    double length = dx * dx + dy * dy;
    double along = length == 0 ? 0 : ((lon - lon1) * scale * dx + (lat - lat1) * dy) / length;
    double part = Math.max(0, Math.min(1, along));
    return metres(lon, lat, lon1 + part * (lon2 - lon1), lat1 + part * (lat2 - lat1));
  }
}
