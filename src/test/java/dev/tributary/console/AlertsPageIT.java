package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.project.Project;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What fires and why, from a device's message to the page. */
@TributaryTest(value = "tributary.trace.directory=target/alerts-page-it", editable = true)
class AlertsPageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RULES =
      """
      - {alert: damp, of: humidity, when: .value > 85, clear: .value < 80, text: "{device}: {value} {unit}"}
      - {measure: humidity.max, of: humidity, every: 1h, value: max}
      """;

  private final ObjectNode shown = JsonNodeFactory.instance.objectNode();

  @Test
  void whatFiresAndWhyAndWhatARuleWouldHaveDone(World world) throws Exception {
    Files.createDirectories(world.folder().path().resolve("analytics"));
    world.folder().save("analytics/rules.yaml", RULES);
    world.reload();
    AlertsPage page =
        new AlertsPage(
            world.settings(),
            Project.read(world.folder().path()),
            world.gateway().analytics(),
            world.gateway().observation().meters());
    for (int value : new int[] {70, 90, 82, 79, 75}) {
      send(world, "page-1", value);
    }
    send(world, "page-2", 70);
    send(world, "page-2", 91);
    ConsolePage.Feed feed = page.open(Map.of());
    await("page-2 fires, page-1 is resolved")
        .atMost(PATIENCE)
        .until(
            () ->
                look(feed).at("/firing/0/device_id").asText().equals("page-2")
                    && shown.at("/resolved/0/device_id").asText().equals("page-1"));
    assertThat(shown.path("count").asInt()).isOne();
    assertThat(shown.at("/resolved/0/text").asText()).isEqualTo("resolved: page-1: 79 %RH");
    assertThat(shown.at("/rules/1/name").asText()).isEqualTo("damp");
    assertThat(shown.at("/rules/1/of").asText()).isEqualTo("humidity");
    assertThat(shown.at("/rules/1/judged").asInt()).isEqualTo(7);
    assertThat(shown.at("/rules/1/firing").asInt()).isOne();
    assertThat(shown.at("/rules/1/file").asText()).endsWith("rules.yaml:1");
    whyItFires(page);
    backtest(page, feed);
    findsByText(page);
    feed.close();
  }

  private void whyItFires(AlertsPage page) throws Exception {
    JsonNode alert = shown.at("/firing/0");
    Map<String, String> asked =
        Map.of("id", alert.path("id").asText(), "since", alert.path("since").asText());
    JsonNode evidence = json(page.get("evidence", asked));
    assertThat(evidence.path("rule").asText()).startsWith("as in ");
    assertThat(evidence.at("/said/0/state").asText()).isEqualTo("firing");
    assertThat(evidence.at("/events/1/role").asText()).isEqualTo("opened by");
    assertThat(evidence.at("/events/1/value").asInt()).isEqualTo(91);
    assertThat(evidence.path("opening").asText()).isEmpty();
    Map<String, String> gone = Map.of("id", "00000000-0000-8000-8000-000000000000");
    assertThatThrownBy(() -> page.get("evidence", gone)).hasMessageContaining("not in Kafka");
  }

  private void backtest(AlertsPage page, ConsolePage.Feed feed) throws Exception {
    ObjectNode ask = JsonNodeFactory.instance.objectNode().put("rule", "damp").put("hours", 1);
    assertThat(page.writes("backtest")).isFalse();
    String job = json(page.post("backtest", ask, "")).path("id").asText();
    await("a backtest")
        .atMost(PATIENCE)
        .until(() -> look(feed).at("/job/state").asText().equals("done"));
    JsonNode summary = json(page.get("backtest", Map.of("job", job)));
    assertThat(summary.path("events").asInt()).isEqualTo(7);
    assertThat(summary.path("records").asInt()).isEqualTo(3);
    assertThat(summary.path("keys")).hasSize(2);
    JsonNode series = json(page.get("series", Map.of("job", job, "key", "page-1")));
    assertThat(series.path("values").toString()).isEqualTo("[70.0,90.0,82.0,79.0,75.0]");
    assertThat(series.path("thresholds").toString()).isEqualTo("[85.0]");
    assertThat(series.path("clear").toString()).isEqualTo("[80.0]");
    assertThat(series.at("/spans/0")).hasSize(2);
    assertThatThrownBy(() -> page.get("backtest", Map.of("job", "another")))
        .hasMessageContaining("gone");
    assertThatThrownBy(() -> page.post("backtest", ask.deepCopy().put("rule", "none"), ""))
        .hasMessageContaining("no such rule");
    assertThatThrownBy(() -> page.post("backtest", ask.deepCopy().put("hours", 1e9), ""))
        .hasMessageContaining("at most 720");
  }

  private static void findsByText(AlertsPage page) throws Exception {
    for (String find : new String[] {"PAGE-2", "nothing of it"}) {
      ConsolePage.Feed feed = page.open(Map.of("find", find));
      assertThat(json(feed.next()).path("firing")).hasSize(find.startsWith("P") ? 1 : 0);
      feed.close();
    }
  }

  private JsonNode look(ConsolePage.Feed feed) throws Exception {
    return shown.setAll((ObjectNode) json(feed.next()));
  }

  private static void send(World world, String device, int value) throws Exception {
    assertThat(
            world
                .post("/v1/devices/" + device + "/telemetry", "{\"humidity\":%d}".formatted(value))
                .statusCode())
        .isEqualTo(204);
  }

  private static JsonNode json(Object any) throws Exception {
    return JSON.readTree(JSON.writeValueAsBytes(any));
  }
}
