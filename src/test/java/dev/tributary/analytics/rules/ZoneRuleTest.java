package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZoneRuleTest {
  /** 0 to 1 degree: at 45 degrees north, one hundredth of a degree of latitude is 1,112 m. */
  private static final Map<String, String> DEPOTS =
      Map.of(
          "zones/depots.geojson",
          "{\"type\":\"Polygon\",\"coordinates\":[[[0,45],[1,45],[1,46],[0,46],[0,45]]]}");

  private static final String RULE = "- {alert: a, of: gps, zone: depots, margin: 1.2km, when: %s}";

  private static void at(RuleBench bench, double seconds, double lat) {
    bench.send(seconds, "truck", "gps", "{\"lat\":%s,\"lon\":0.5}".formatted(lat));
  }

  @Test
  void itHasLeftOnceItIsOutsideByMoreThanTheMargin() {
    RuleBench bench = new RuleBench(RULE.formatted(".left"), DEPOTS);
    // seen outside first: that is no leaving
    at(bench, 0, 44);
    at(bench, 1, 45.5);
    at(bench, 2, 44.99);
    assertThat(bench.said()).isEmpty();
    bench.restart();
    at(bench, 3, 44.98);
    // within the margin again is not inside again
    at(bench, 4, 44.99);
    assertThat(bench.said()).containsExactly("a/truck firing 3.0 condition");
    bench.restart();
    at(bench, 5, 45.01);
    assertThat(bench.said()).hasSize(2).last().isEqualTo("a/truck resolved 5.0 condition");
  }

  @Test
  void entersInsideDwellAndDistance() {
    RuleBench bench =
        new RuleBench(
            """
            - {alert: entered, of: gps, zone: depots, when: .entered}
            - {alert: inside, of: gps, zone: depots, when: .inside}
            - {alert: dwell, of: gps, zone: depots, when: .dwell >= 10}
            - {alert: near, of: gps, zone: depots, when: .distance < 2000 and .distance > 0}
            """,
            DEPOTS);
    at(bench, 0, 45.5);
    at(bench, 10, 45.6);
    at(bench, 20, 44.99);
    at(bench, 30, 45.5);
    at(bench, 39, 45.5);
    at(bench, 40, 45.5);
    assertThat(bench.said())
        .containsExactly(
            "inside/truck firing 0.0 condition",
            "dwell/truck firing 10.0 condition",
            "inside/truck resolved 20.0 condition",
            "dwell/truck resolved 20.0 condition",
            "near/truck firing 20.0 condition",
            "entered/truck firing 30.0 condition",
            "inside/truck firing 30.0 condition",
            "near/truck resolved 30.0 condition",
            "dwell/truck firing 40.0 condition");
  }

  @Test
  void whatIsNoPositionChangesNothing() {
    RuleBench bench = new RuleBench(RULE.formatted(".inside"), DEPOTS);
    at(bench, 0, 45.5);
    for (String value :
        new String[] {
          "{\"lat\":\"45\",\"lon\":9}",
          "{\"lat\":1e999,\"lon\":9}",
          "{\"lon\":9}",
          "{\"lat\":95,\"lon\":9}",
          "\"x\"",
          "null",
          "7"
        }) {
      bench.send(1, "truck", "gps", value);
    }
    assertThat(bench.said()).containsExactly("a/truck firing 0.0 condition");
    assertThat(bench.tally.missing.sum()).isEqualTo(7);
    assertThat(bench.failed).isEmpty();
  }

  @Test
  void anOlderPositionMovesNobody() {
    RuleBench bench = new RuleBench(RULE.formatted(".left"), DEPOTS);
    at(bench, 0, 45.5);
    at(bench, 10, 45.5);
    bench.send(5, 11, "truck", "gps", "{\"lat\":10,\"lon\":10}", "");
    at(bench, 12, 45.5);
    assertThat(bench.said()).isEmpty();
    assertThat(bench.tally.outOfOrder.sum()).isEqualTo(1);
  }

  @Test
  void anEditOfTheZoneKeepsWhereDevicesAreAndAnotherZoneBeginsAnew() {
    RuleBench bench = new RuleBench(RULE.formatted(".left"), DEPOTS);
    String version = RuleBench.rules(RULE.formatted(".left"), DEPOTS).rule("a").version();
    at(bench, 0, 45.5);
    Map<String, String> smaller =
        Map.of(
            "zones/depots.geojson",
            DEPOTS.get("zones/depots.geojson").replace("46", "45.2"),
            "zones/other.geojson",
            DEPOTS.get("zones/depots.geojson"));
    bench.edit(RULE.formatted(".left"), smaller);
    at(bench, 1, 45.5);
    assertThat(bench.said()).containsExactly("a/truck firing 1.0 condition");
    assertThat(bench.alerts.get(0).ruleVersion()).isNotEqualTo(version);
    bench.edit(RULE.formatted(".left").replace("depots", "other"), smaller);
    assertThat(bench.said()).last().isEqualTo("a/truck resolved 1.0 rule-changed");
    assertThat(bench.stored.keySet()).noneMatch(key -> key.startsWith("z/"));
  }

  @Test
  void aFileThatIsBrokenIsNamedOnceAndNotTheRuleToo() {
    assertThat(
            RuleBench.problems(
                RULE.formatted(".left"),
                Map.of("zones/depots.geojson", "{\n\"type\":\"Polygon\"}")))
        .containsExactly(
            "routes/analytics/zones/depots.geojson:1: a Polygon must have a list of rings as its"
                + " coordinates");
    assertThat(RuleBench.problems(RULE.formatted(".left"), Map.of("zones/depots.json", "{}")))
        .contains(
            "routes/analytics/zones/depots.json: a zone must be a file that ends in .geojson");
    assertThat(RuleBench.problems(RULE.formatted(".value.lat > 1"), DEPOTS))
        .singleElement()
        .asString()
        .contains(
            "an alert with zone must read one of .entered, .left, .inside, .dwell, .distance");
    assertThat(RuleBench.problems(RULE.replace("1.2km", "2 miles").formatted(".left"), DEPOTS))
        .singleElement()
        .asString()
        .contains("margin must be a distance up to 100km, like 30m, but is \"2 miles\"");
    assertThat(RuleBench.problems(RULE.replace("gps", "humidity").formatted(".left"), DEPOTS))
        .singleElement()
        .asString()
        .contains("zone: needs kinds whose type is position but humidity is a number");
    assertThat(RuleBench.problems(RULE.replace("depots", "depot").formatted(".left"), DEPOTS))
        .singleElement()
        .asString()
        .contains("but \"depot\" is none; did you mean depots?");
  }

  /** Devices that walk about, with restarts: in and out as a look at the whole way says. */
  @Test
  void crossingsWhateverTheRestarts() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      RuleBench bench = new RuleBench(RULE.formatted(".left"), DEPOTS);
      List<String> expected = new ArrayList<>();
      double[] lat = {44.99 + random.nextDouble() * 0.02, 45.5};
      Boolean[] in = {null, null};
      boolean[] fires = new boolean[2];
      for (int i = 0; i < 300; i++) {
        int device = random.nextInt(2);
        lat[device] += (random.nextDouble() - 0.5) * (device == 0 ? 0.02 : 1);
        bench.send(i, "d" + device, "gps", "{\"lat\":%s,\"lon\":0.5}".formatted(lat[device]));
        // degrees of latitude from the zone, which reaches from 45 to 46
        double out = Math.max(0, Math.max(45 - lat[device], lat[device] - 46));
        boolean was = in[device] != null && in[device];
        boolean now = was ? out * 111_195.08 <= 1200 : out == 0;
        boolean left = in[device] != null && !now && (was || fires[device]);
        if (left != fires[device]) {
          expected.add(
              "a/d%d %s %d.0 condition".formatted(device, left ? "firing" : "resolved", i));
          fires[device] = left;
        }
        in[device] = now;
        if (random.nextInt(20) == 0) {
          bench.restart();
        }
      }
      assertThat(bench.said()).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
