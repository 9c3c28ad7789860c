package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases in which time passes, and what rules make of them. */
class RuleCasesTest {
  private static final String RULES =
      """
      - {measure: temperature.avg, of: temperature, every: 5m, value: avg}
      - {alert: humid, of: humidity, when: .value > 85, for: 2m, clear: .value < 80}
      - {alert: silent, of: "*", silent: 10m}
      """;
  private static final String CELLAR =
      """
      - name: a cellar that is humid for two minutes
        sent:
          - { address: devices/cellar/telemetry, json: { humidity: 90, temperature: 20 } }
          - { at: +1m, address: devices/cellar/telemetry, json: { humidity: 90, temperature: 21 } }
          - after: 3m
          - { at: +5m, address: devices/cellar/telemetry, json: { humidity: 70 } }
          - after: %s
        expected:
          measures:
            - { kind: temperature.avg, value: 20.5, attributes: { count: 2, revision: 0 } }
          alerts:
            - { alert: humid, state: firing, device_id: cellar, time: 2026-01-01T00:02:00.000Z }
            - { alert: humid, state: resolved }
      %s
      """;

  private static List<String> run(Path folder, String cases) throws Exception {
    Path routes = PipelineFolder.copy(folder.resolve("routes")).path();
    Files.createDirectories(routes.resolve("analytics"));
    Files.writeString(routes.resolve("analytics/rules.yaml"), RULES);
    try (Rehearsed rehearsed = new Rehearsed(routes, Map.of())) {
      return rehearsed.run(cases);
    }
  }

  @Test
  void timePassesAndRulesAreRun(@TempDir Path folder) throws Exception {
    assertThat(run(folder, CELLAR.formatted("1m", ""))).isEmpty();
  }

  @Test
  void whatWasNotExpectedIsADifference(@TempDir Path folder) throws Exception {
    assertThat(run(folder, CELLAR.formatted("10m", "")))
        .containsExactly("alerts: expected 2, got 3 (alert, alert, alert)");
    assertThat(run(folder.resolve("2"), CELLAR.formatted("1m", "").replace("20.5", "20")))
        .containsExactly("measures[0].value.value: expected 20, got 20.5");
  }

  @Test
  void silenceNeedsNoFurtherMessage(@TempDir Path folder) throws Exception {
    String last =
        "      - { alert: silent, state: firing, reason: silent, time: 2026-01-01T00:15:00.000Z }";
    assertThat(run(folder, CELLAR.formatted("10m", last))).isEmpty();
  }

  @Test
  void aCaseDrivesOutOfAZone(@TempDir Path folder) throws Exception {
    Path routes = PipelineFolder.copy(folder.resolve("routes")).path();
    Files.createDirectories(routes.resolve("analytics/zones"));
    Files.writeString(
        routes.resolve("analytics/zones/depots.geojson"),
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,45],[1,45],[1,46],[0,46],[0,45]]]}");
    Files.writeString(
        routes.resolve("analytics/rules.yaml"),
        "- {alert: left, of: gps, zone: depots, margin: 30m, when: .left, for: 30s}");
    try (Rehearsed rehearsed = new Rehearsed(routes, Map.of())) {
      assertThat(
              rehearsed.run(
                  """
                  - name: a truck leaves
                    sent:
                      - { address: devices/truck/telemetry, json: { lat: 45.5, lon: 0.5 } }
                      - { at: +1m, address: devices/truck/telemetry, json: { lat: 46.2, lon: 0.5 } }
                      - after: 1m
                    expected:
                      alerts:
                        - { alert: left, state: firing, time: 2026-01-01T00:01:30.000Z }
                  """))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{after: 5x}] | after must be a duration like 500ms, 5s, 10m, 2h or 7d but is \"5x\"",
        "[{at: 3m, text: a}] | at must begin with +, as +3m but is \"3m\"",
        "[{after: 5m, text: a}] | \"text\" is unknown in sent",
        "[{at: +3m, text: a}, {at: +1m, text: a}] | may not come before the one ahead of it",
        "[{at: +3m, received: 2026-01-01T00:00:00Z, text: a}] | has received or at, not both",
      })
  void namesWhatIsWrongWithTime(String sent, String problem, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("cases.yaml");
    Files.writeString(
        file, "- name: x\n  sent: %s\n  expected: {answer: stored}\n".formatted(sent));
    assertThat(Rehearsed.reader(Rehearsed.load(Map.of())).read(file, "cases.yaml").problems())
        .anySatisfy(line -> assertThat(line).contains(problem));
  }
}
