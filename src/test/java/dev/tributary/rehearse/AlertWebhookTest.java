package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies that stand as comments in the recipe. */
class AlertWebhookTest {
  private static final Path ROUTE =
      Path.of("recipes/alert-webhook/routes/alert-webhook.camel.yaml");
  private static final String BODY = "expression: 'if length == 1 then .[0] else . end'";

  @TempDir private static Path folder;
  private static Rehearsed routes;

  @BeforeAll
  static void start() throws Exception {
    PipelineFolder copy = PipelineFolder.copy(folder.resolve("routes"));
    for (String service : List.of("Slack", "Alertmanager", "PagerDuty", "Opsgenie")) {
      copy.save(
          service + ".camel.yaml",
          Files.readString(ROUTE)
              .replace("id: alert-webhook\n", "id: " + service + "\n")
              .replace("alert-webhook-post", service + "-post")
              .replace(BODY, expression(service)));
    }
    routes = new Rehearsed(copy.path(), Map.of());
  }

  @AfterAll
  static void stop() {
    routes.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Slack | {text: \"*humid* cellar: 90\\n*humid* resolved: cellar: 70\"}",
        "Alertmanager | [{labels: {alertname: humid, device: cellar, severity: warning},"
            + " annotations: {summary: 'cellar: 90'}, startsAt: t1, endsAt: ~}, {endsAt: t2}]",
        "PagerDuty | {event_action: resolve, dedup_key: a-1, payload:"
            + " {summary: 'resolved: cellar: 70', source: cellar, severity: warning}}",
        "Opsgenie | {message: 'resolved: cellar: 70', alias: a-1, source: cellar, details: {alert: humid}}",
      })
  void otherServicesGetABodyOfTheirOwn(String service, String json) throws Exception {
    assertThat(
            routes.run(
                """
                - name: %1$s
                  route: %1$s
                  record:
                    - topic: alert
                      value: {id: a-1, alert: humid, state: firing, severity: warning,
                        device_id: cellar, text: "cellar: 90", since: t1, time: t1}
                    - topic: alert
                      value: {id: a-1, alert: humid, state: resolved, severity: warning,
                        device_id: cellar, text: "resolved: cellar: 70", since: t1, time: t2}
                  expected: { requests: [ {json: %2$s} ] }
                """
                    .formatted(service, json)))
        .isEmpty();
  }

  private static String expression(String service) throws Exception {
    return Files.readAllLines(ROUTE).stream()
        .dropWhile(line -> !line.contains("# " + service))
        .filter(line -> line.contains("expression: "))
        .map(line -> line.replaceFirst("^[ #]*", ""))
        .findFirst()
        .orElseThrow();
  }
}
