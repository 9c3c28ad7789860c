package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneTest {
  @TempDir Path folder;

  private Zone zone(String json) throws Exception {
    List<String> problems = new ArrayList<>();
    Zone zone = read(json, problems);
    assertThat(problems).isEmpty();
    return zone;
  }

  private Zone read(String json, List<String> problems) throws Exception {
    Path file = Files.writeString(folder.resolve("z.geojson"), json);
    return ZoneReader.read(file, "routes/analytics/zones/z.geojson", "z", problems);
  }

  private static String polygon(String coordinates) {
    return "{\"type\":\"Polygon\",\"coordinates\":" + coordinates + "}";
  }

  @Test
  void aHoleIsNoPartOfItAndItsBorderIsABorder() throws Exception {
    Zone zone =
        zone(polygon("[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]"));
    assertThat(zone.distance(2, 2)).isZero();
    assertThat(zone.distance(5, 5)).isCloseTo(110_800, within(800.0));
    assertThat(zone.distance(11, 5)).isCloseTo(110_800, within(800.0));
  }

  @Test
  void whatCrossesThe180thMeridianIsOneAreaHoweverItIsWritten() throws Exception {
    String crossing = polygon("[[[179,-1],[-179,-1],[-179,1],[179,1],[179,-1]]]");
    String cut =
        """
        {"type":"MultiPolygon","coordinates":[
          [[[179,-1],[180,-1],[180,1],[179,1],[179,-1]]],
          [[[-180,-1],[-179,-1],[-179,1],[-180,1],[-180,-1]]]]}
        """;
    for (String json : new String[] {crossing, cut}) {
      Zone zone = zone(json);
      assertThat(zone.distance(179.5, 0)).isZero();
      assertThat(zone.distance(-179.5, 0)).isZero();
      assertThat(zone.distance(-179.999, 0.5)).isZero();
      assertThat(zone.distance(0, 0)).isGreaterThan(19_000_000);
      assertThat(zone.distance(178, 0)).isCloseTo(111_195, within(10.0));
      assertThat(zone.distance(-178, 0)).isCloseTo(111_195, within(10.0));
      // the cut is no border
      assertThat(zone.shapes().get(0).toBorder(179.9, 0)).isGreaterThan(90_000);
    }
  }

  @Test
  void aHoleMayBeWrittenOnTheOtherSideOfThe180thMeridian() throws Exception {
    Zone zone =
        zone(
            polygon(
                "[[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]],"
                    + "[[-176,-1],[-174,-1],[-174,1],[-176,1],[-176,-1]]]"));
    assertThat(zone.distance(-175, 0)).isPositive();
    assertThat(zone.distance(-172, 0)).isZero();
    assertThat(zone.distance(175, 0)).isZero();
  }

  @Test
  void aCircleIsInMetresAlsoAtAPole() throws Exception {
    String json =
        "{\"type\":\"Feature\",\"properties\":{\"radius\":%s},\"geometry\":{\"type\":\"Point\",\"coordinates\":%s}}";
    Zone depot = zone(json.formatted("500", "[13.4, 52.5]"));
    assertThat(depot.distance(13.4, 52.5044)).isZero();
    assertThat(depot.distance(13.4, 52.51)).isCloseTo(612, within(1.0));
    Zone pole = zone(json.formatted("100000", "[0, 90]"));
    assertThat(pole.distance(137, 89.5)).isZero();
    assertThat(pole.distance(137, 88)).isCloseTo(122_390, within(10.0));
  }

  @Test
  void severalFeaturesAreOneZoneAndHeightsAndTabsAreRead() throws Exception {
    Zone zone =
        zone(
            """
            {"type":"FeatureCollection","features":[
            \t{"type":"Feature","properties":{"name":"a"},"geometry":
            \t\t{"type":"Polygon","coordinates":[[[0,0,30],[1,0,30],[1,1,30],[0,1,30],[0,0,30]]]}},
            \t{"type":"Feature","properties":null,"geometry":
            \t\t{"type":"Polygon","coordinates":[[[5,5],[6,5],[6,6],[5,5]]]}}]}
            """);
    assertThat(zone.distance(0.5, 0.5)).isZero();
    assertThat(zone.distance(5.9, 5.1)).isZero();
    assertThat(zone.distance(5.1, 5.9)).isPositive();
  }

  /** Even and odd along another ray, and the nearest of many points on the border. */
  @Test
  void isInAndHowFarAsALookAtAllEdgesSays() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      double[] centre = {random.nextDouble() * 360 - 180, random.nextDouble() * 150 - 75};
      double size = Math.pow(10, random.nextDouble() * 3 - 2) / 2;
      int corners = 3 + random.nextInt(seed % 10 == 0 ? 3_000 : 30);
      double[][] ring = new double[corners + 1][];
      StringBuilder json = new StringBuilder("[[");
      for (int i = 0; i < corners; i++) {
        double angle = 2 * Math.PI * i / corners;
        double radius = size * (0.3 + 0.7 * random.nextDouble());
        ring[i] =
            new double[] {
              centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)
            };
        json.append("[%s,%s],".formatted(written(ring[i][0]), ring[i][1]));
      }
      ring[corners] = ring[0];
      json.append("[%s,%s]]]".formatted(written(ring[0][0]), ring[0][1]));
      Zone zone = zone(polygon(json.toString()));
      List<double[]> sampled = border(ring, size * 0.003);
      for (int i = 0; i < 40; i++) {
        double lon = centre[0] + size * 3 * (random.nextDouble() - 0.5);
        double lat =
            Math.max(-89, Math.min(89, centre[1] + size * 3 * (random.nextDouble() - 0.5)));
        boolean in = isIn(ring, lon, lat);
        double distance = zone.distance(written(lon), lat);
        assertThat(distance == 0).as("seed %d: %s %s", seed, lon, lat).isEqualTo(in);
        double border = nearest(sampled, lon, lat);
        assertThat(zone.shapes().get(0).toBorder(written(lon), lat))
            .as("seed %d: %s %s", seed, lon, lat)
            .isCloseTo(border, within(border * 0.001 + size * 170));
      }
    }
  }

  private static double written(double lon) {
    return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
  }

  /** A ray to the north. */
  private static boolean isIn(double[][] ring, double lon, double lat) {
    boolean in = false;
    for (int i = 1; i < ring.length; i++) {
      double[] a = ring[i - 1];
      double[] b = ring[i];
      if ((a[0] <= lon) != (b[0] <= lon)
          && lat < a[1] + (lon - a[0]) / (b[0] - a[0]) * (b[1] - a[1])) {
        in = !in;
      }
    }
    return in;
  }

  private static List<double[]> border(double[][] ring, double spacing) {
    List<double[]> border = new ArrayList<>();
    for (int i = 1; i < ring.length; i++) {
      double length = Math.hypot(ring[i][0] - ring[i - 1][0], ring[i][1] - ring[i - 1][1]);
      int points = (int) Math.ceil(length / spacing);
      for (int j = 0; j < points; j++) {
        double part = (double) j / points;
        border.add(
            vector(
                ring[i - 1][0] + part * (ring[i][0] - ring[i - 1][0]),
                ring[i - 1][1] + part * (ring[i][1] - ring[i - 1][1])));
      }
    }
    return border;
  }

  /** The nearest by the chord between two points of the ball, and then along it. */
  private static double nearest(List<double[]> border, double lon, double lat) {
    double[] a = vector(lon, lat);
    double square = 4;
    for (double[] b : border) {
      double x = a[0] - b[0];
      double y = a[1] - b[1];
      double z = a[2] - b[2];
      square = Math.min(square, x * x + y * y + z * z);
    }
    return 6_371_008.8 * 2 * Math.asin(Math.sqrt(square) / 2);
  }

  private static double[] vector(double lon, double lat) {
    double l = Math.toRadians(lon);
    double f = Math.toRadians(lat);
    return new double[] {Math.cos(f) * Math.cos(l), Math.cos(f) * Math.sin(l), Math.sin(f)};
  }

  /** 10,000 positions, a thousand of them judged: with a look at each edge, 10 million edges. */
  @Test
  void manyPointsAreNotLookedAtOneByOne() throws Exception {
    StringBuilder json = new StringBuilder("[[");
    for (int i = 0; i < 10_000; i++) {
      double angle = 2 * Math.PI * i / 10_000;
      json.append(
          "[%.6f,%.6f],"
              .formatted(10 + Math.cos(angle), 50 + (1 + 0.1 * (i % 2)) * Math.sin(angle)));
    }
    Zone zone = zone(polygon(json.append("[11.000000,50.000000]]]").toString()));
    Random random = new Random(1);
    long begin = System.nanoTime();
    for (int i = 0; i < 100_000; i++) {
      zone.distance(9 + 2 * random.nextDouble(), 49 + 2 * random.nextDouble());
    }
    // 1 s or less here; 60 s with a look at each edge
    assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | z.geojson:1: ",
        "[] | :1: a zone is made of Polygon, MultiPolygon, and Point with the property radius, but the type here is \"\"",
        "{'type':'LineString','coordinates':[[0,0],[1,1]]} | but the type here is \"LineString\"",
        "{'type':'FeatureCollection','features':[]} | a zone must have an area, but there is none",
        "{'type':'FeatureCollection'} | a FeatureCollection must have a list of features",
        "{'type':'Feature','geometry':null} | but the type here is \"\"",
        "{'type':'Point','coordinates':[0,0]} | a Point is a zone by its property radius, more than 0 and at most 5000000 metres, but that is missing",
        "{'type':'Point','properties':{'radius':0},'coordinates':[0,0]} | but that is 0",
        "{'type':'Point','properties':{'radius':'5'},'coordinates':[0,0]} | but that is \"5\"",
        "{'type':'Point','properties':{'radius':1e900},'coordinates':[0,0]} | more than 0",
        "{'type':'Polygon','coordinates':[]} | a Polygon must have a list of rings",
        "{'type':'MultiPolygon','coordinates':[]} | a MultiPolygon must have a list of polygons",
        "{'type':'Polygon','coordinates':[[[0,0],[1,0],[0,0]]]} | a ring must have at least 4 positions",
        "{'type':'Polygon','coordinates':[[[0,0],[1,0],[1,1],[0,1]]]} | the last position of a ring must be the same as the first",
        "{'type':'Polygon','coordinates':[[[0,0],[1,1],[2,2],[0,0]]]} | a ring must enclose an area",
        "{'type':'Polygon','coordinates':[[[0,0],[1,'a'],[2,2],[0,0]]]} | a position must be a list of numbers, [longitude, latitude]",
        "{'type':'Polygon','coordinates':[[[0,0],[1,NaN],[2,2],[0,0]]]} | a position must be a list of numbers",
        "{'type':'Polygon','coordinates':[[[0,0],[190,1],[2,2],[0,0]]]} | within 180 and 90 degrees, but is [190,1]",
        "{'type':'Polygon','coordinates':[[[52,113],[1,1],[2,2],[52,113]]]} | but is [52,113]: is latitude written first?",
        "{'type':'Polygon','coordinates':[[[0,80],[120,80],[-120,80],[0,80]]]} | a ring may not go around a pole",
        "{'type':'Polygon','crs':{'name':'EPSG:3857'},'coordinates':[]} | crs must be that of GeoJSON",
      })
  void namesWhatIsWrong(String json, String problem) throws Exception {
    List<String> problems = new ArrayList<>();
    assertThat(read(json.replace('\'', '"'), problems)).isNull();
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("routes/analytics/zones/z.geojson:")
        .contains(problem);
  }
}
