package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.OperatorFile;
import dev.tributary.config.YamlSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a zone from GeoJSON (RFC 7946), and notes what is wrong there with file and line. */
final class ZoneReader {
  private static final double WIDEST = 5_000_000;
  private static final double LEAST_AREA = 1e-14;

  private final YamlSource source;
  private final List<Zone.Shape> shapes = new ArrayList<>();
  private boolean wrong;

  private ZoneReader(YamlSource source) {
    this.source = source;
  }

  /** The zone, or null where its problems say why there is none. */
  static Zone read(Path path, String shown, String name, List<String> problems) {
    String text;
    try {
      text = OperatorFile.text(path, OperatorFile.DATA);
    } catch (OperatorFile.Unreadable e) {
      problems.add(e.of(shown));
      return null;
    }
    int before = problems.size();
    // JSON is YAML, but for tabs
    ZoneReader reader = new ZoneReader(YamlSource.parse(text.replace('\t', ' '), shown, problems));
    if (problems.size() > before) {
      return null;
    }
    reader.object("");
    if (!reader.wrong && reader.shapes.isEmpty()) {
      reader.problem("", "a zone must have an area, but there is none");
    }
    return reader.wrong ? null : new Zone(name, RuleIds.version(text), List.copyOf(reader.shapes));
  }

  private void object(String at) {
    JsonNode node = source.root().at(at);
    if (node.has("crs") && !node.path("crs").toString().matches(".*(CRS84|4326).*")) {
      problem(at + "/crs", "crs must be that of GeoJSON, longitude and latitude in WGS 84");
      return;
    }
    switch (node.path("type").asText("")) {
      case "FeatureCollection" -> {
        if (!node.path("features").isArray()) {
          problem(at, "a FeatureCollection must have a list of features");
        }
        for (int i = 0; i < node.path("features").size(); i++) {
          object(at + "/features/" + i);
        }
      }
      case "Feature" -> geometry(at + "/geometry", node.path("properties"));
      default -> geometry(at, node.path("properties"));
    }
  }

  private void geometry(String at, JsonNode properties) {
    JsonNode node = source.root().at(at);
    String type = node.path("type").asText("");
    switch (type) {
      case "Polygon" -> polygon(at + "/coordinates", false);
      case "MultiPolygon" -> {
        JsonNode all = node.path("coordinates");
        if (!all.isArray() || all.isEmpty()) {
          problem(at, "a MultiPolygon must have a list of polygons as its coordinates");
        }
        boolean cut = touches(all, 180) && touches(all, -180);
        for (int i = 0; i < all.size(); i++) {
          polygon(at + "/coordinates/" + i, cut);
        }
      }
      case "Point" -> circle(at, properties);
      default ->
          problem(
              at,
              "a zone is made of Polygon, MultiPolygon, and Point with the property radius, but the"
                  + " type here is \"%s\"".formatted(type));
    }
  }

  private void circle(String at, JsonNode properties) {
    JsonNode radius = properties.path("radius");
    if (!radius.isNumber() || !(radius.doubleValue() > 0 && radius.doubleValue() <= WIDEST)) {
      problem(
          at,
          "a Point is a zone by its property radius, more than 0 and at most %d metres, but that is %s"
              .formatted((long) WIDEST, radius.isMissingNode() ? "missing" : radius));
      return;
    }
    double[] centre = position(at + "/coordinates");
    if (centre != null) {
      shapes.add(new Zone.Circle(centre[0], centre[1], radius.doubleValue()));
    }
  }

  private static boolean touches(JsonNode polygons, double meridian) {
    for (JsonNode polygon : polygons) {
      for (JsonNode ring : polygon) {
        for (JsonNode position : ring) {
          if (position.path(0).isNumber() && position.path(0).doubleValue() == meridian) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void polygon(String at, boolean cut) {
    JsonNode node = source.root().at(at);
    if (!node.isArray() || node.isEmpty()) {
      problem(at, "a Polygon must have a list of rings as its coordinates");
      return;
    }
    List<double[][]> rings = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      double[][] ring = ring(at + "/" + i);
      if (ring == null) {
        return;
      }
      if (i > 0) {
        besideOuter(rings.get(0), ring);
      }
      rings.add(ring);
    }
    shapes.add(new Polygon(rings, cut));
  }

  /** A hole may be written on the other side of the 180th meridian than its polygon begins. */
  private static void besideOuter(double[][] outer, double[][] hole) {
    double middle = (extent(outer, 0, true) + extent(outer, 0, false)) / 2;
    double turn = Math.rint((middle - hole[0][0]) / 360) * 360;
    for (double[] position : hole) {
      position[0] += turn;
    }
  }

  private static double extent(double[][] ring, int axis, boolean least) {
    double extent = ring[0][axis];
    for (double[] position : ring) {
      extent = least ? Math.min(extent, position[axis]) : Math.max(extent, position[axis]);
    }
    return extent;
  }

  private double[][] ring(String at) {
    JsonNode node = source.root().at(at);
    if (!node.isArray() || node.size() < 4) {
      problem(at, "a ring must have at least 4 positions, the last the same as the first");
      return null;
    }
    double[][] ring = new double[node.size()][];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = position(at + "/" + i);
      if (ring[i] == null) {
        return null;
      }
    }
    double[] last = ring[ring.length - 1];
    if (last[0] != ring[0][0] || last[1] != ring[0][1]) {
      problem(at, "the last position of a ring must be the same as the first");
      return null;
    }
    unwrap(ring);
    if (ring[ring.length - 1][0] != ring[0][0]) {
      problem(at, "a ring may not go around a pole: write a Point with a radius there");
      return null;
    }
    if (!(area(ring) > LEAST_AREA)) {
      problem(at, "a ring must enclose an area, but its positions lie on one line");
      return null;
    }
    return ring;
  }

  /** From one position to the next it goes the shorter way round. */
  private static void unwrap(double[][] ring) {
    double turn = 0;
    double before = ring[0][0];
    for (double[] position : ring) {
      double step = position[0] - before;
      before = position[0];
      turn += step > 180 ? -360 : step < -180 ? 360 : 0;
      position[0] += turn;
    }
  }

  /** Twice of it, but for opposite windings that cancel out. */
  private static double area(double[][] ring) {
    double area = 0;
    for (int i = 1; i + 1 < ring.length; i++) {
      area +=
          Math.abs(
              (ring[i][0] - ring[0][0]) * (ring[i + 1][1] - ring[0][1])
                  - (ring[i + 1][0] - ring[0][0]) * (ring[i][1] - ring[0][1]));
    }
    return area;
  }

  private double[] position(String at) {
    JsonNode node = source.root().at(at);
    if (!node.isArray()
        || node.size() < 2
        || !node.path(0).isNumber()
        || !node.path(1).isNumber()) {
      problem(at, "a position must be a list of numbers, [longitude, latitude]");
      return null;
    }
    double lon = node.path(0).doubleValue();
    double lat = node.path(1).doubleValue();
    if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) {
      problem(
          at,
          "a position is [longitude, latitude], within 180 and 90 degrees, but is %s%s"
              .formatted(
                  node,
                  Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90
                      ? ": is latitude written first?"
                      : ""));
      return null;
    }
    return new double[] {lon, lat};
  }

  private void problem(String at, String text) {
    if (!wrong) {
      source.problem(at, text);
    }
    wrong = true;
  }
}
