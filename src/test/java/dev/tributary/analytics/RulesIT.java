package dev.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.cli.Ran;
import dev.tributary.recipe.Recipes;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Rules from a device's message to their records in Kafka. */
@TributaryTest(value = "tributary.trace.directory=target/rules-it", editable = true)
class RulesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RULES =
      """
      - {measure: temperature.avg, of: temperature, every: 5s, value: avg, late: 1s}
      - alert: humid
        of: humidity
        when: .value > 85
        clear: .value < 80
        text: "{device}: {value} {unit}"
        notify: [webhook]
      - {alert: quiet, of: pressure, silent: 3s, expected: registry}
      - {measure: energy.region, of: energy, by: region, every: 4s, value: increase, late: 1s}
      - {alert: odd, of: co2, baseline: {over: 1h, slices: 5m, least: 6}, when: .z > 4}
      - {measure: temperature.p95, of: temperature, every: 4s, value: p95, late: 1s}
      - {alert: stuffy, of: co2, also: {humidity: {over: 5m, value: max}}, when: .value > 900 and .humidity > 60}
      - {alert: left-depot, of: gps, zone: depots, when: .left, margin: 30m}
      """;
  private static final String DEPOTS =
      """
      {"type": "Polygon", "coordinates": [[[0,45],[1,45],[1,46],[0,46],[0,45]]]}
      """;

  private static void save(World world, String rules) throws Exception {
    Files.createDirectories(world.folder().path().resolve("analytics/zones"));
    world.folder().save("analytics/zones/depots.geojson", DEPOTS);
    world.folder().save("analytics/registry.yaml", "never-spoke: {}");
    world.folder().save("analytics/rules.yaml", rules);
    world.reload();
    Awaitility.await("rules run")
        .atMost(PATIENCE)
        .until(
            () ->
                world.gateway().analytics().isRunning()
                    && world.metric("tributary_rules_partitions") == 6);
  }

  private static void send(World world, String device, String json)
      throws IOException, InterruptedException {
    assertThat(world.post("/v1/devices/" + device + "/telemetry", json).statusCode())
        .isEqualTo(204);
  }

  @Test
  void rulesThatAreSavedRunUntilTheyAreRemoved(World world) throws Exception {
    save(world, RULES);
    crossingFiresOnceAndResolvesOnce(world);
    windowClosesWhenNothingMoreComes(world);
    silentDeviceIsNoticed(world);
    zoneIsLeftAndABrokenOneIsRefused(world);
    metersOfAllPartitionsAddUp(world);
    whatIsOddIsNoticed(world);
    whatRunsIsShown(world);
    commandsReadWhatIsInKafka(world);
    editedAndRemoved(world);
  }

  @Test
  void starterRulesRunWhileTheFolderHasNone(World world) throws Exception {
    world.folder().save("analytics/rules.yaml", "");
    world.reload();
    List<String> lines = new CopyOnWriteArrayList<>();
    world.gateway().analytics().follow(alert -> lines.add(alert.stateKey() + alert.state()));
    Path starters = Files.createTempDirectory("starters").resolve("starter-rules");
    Recipes.named("starter-rules").orElseThrow().writeTo(starters);
    assertThat(world.gateway().analytics().standIn(starters)).isTrue();
    Awaitility.await("rules run")
        .atMost(PATIENCE)
        .until(() -> world.metric("tributary_rules_partitions") == 6);

    for (String time : new String[] {"2026-11-21T03:00:00Z", "2026-11-21T03:00:20Z"}) {
      send(world, "shower", "{\"humidity\":90,\"time\":\"%s\"}".formatted(time));
    }
    assertThat(world.records("alert", "shower", 1).get(0).value())
        .contains("\"state\":\"firing\"", "\"text\":\"shower: 90 %RH for 20s\"");
    assertThat(lines).contains("humid/showerFIRING");
    Awaitility.await("status line")
        .atMost(PATIENCE)
        .until(() -> world.gateway().statusLine().endsWith("1 alert firing"));

    world.folder().save("analytics/own.yaml", "- {alert: hot, of: temperature, when: .value > 90}");
    world.reload();
    assertThat(world.gateway().analytics().rules().all()).hasSize(1);
    assertThat(world.records("alert", "shower", 2).get(1).value())
        .contains("\"reason\":\"rule-removed\"");
    world.folder().remove("analytics/own.yaml");
    world.reload();
  }

  private static void crossingFiresOnceAndResolvesOnce(World world) throws Exception {
    for (int value : new int[] {70, 86, 90, 82, 79, 75}) {
      send(world, "cellar", "{\"humidity\":%d}".formatted(value));
    }
    List<ConsumerRecord<String, String>> alerts = world.records("alert", "cellar", 2);
    assertThat(alerts).hasSize(2);
    JsonNode fired = JSON.readTree(alerts.get(0).value());
    JsonNode resolved = JSON.readTree(alerts.get(1).value());
    assertThat(fired.path("state").asText()).isEqualTo("firing");
    assertThat(fired.path("text").asText()).isEqualTo("cellar: 86 %RH");
    assertThat(resolved.path("state").asText()).isEqualTo("resolved");
    assertThat(resolved.path("id")).isEqualTo(fired.path("id"));
    assertThat(alerts.get(0).headers().lastHeader("tributary_notify").value())
        .asString()
        .isEqualTo("webhook");
    assertThat(alerts.get(0).headers().lastHeader("ce_type").value()).asString().isEqualTo("alert");
    List<ConsumerRecord<String, String>> states = world.records("alert.state", "humid/cellar", 2);
    assertThat(states).hasSize(2);
    assertThat(states.get(0).value()).isEqualTo(alerts.get(0).value());
    assertThat(states.get(1).value()).isNull();
  }

  private static void windowClosesWhenNothingMoreComes(World world) throws Exception {
    send(world, "attic", "{\"temperature\":21}");
    send(world, "attic", "{\"temperature\":22}");
    List<ConsumerRecord<String, String>> measures =
        world.records("analytics.temperature.avg", "attic", 1);
    JsonNode measure = JSON.readTree(measures.get(0).value());
    JsonNode attributes = measure.path("attributes");
    if (attributes.path("count").asInt() == 2) {
      assertThat(measure.path("value").decimalValue()).isEqualByComparingTo("21.5");
    }
    Instant end = Instant.parse(attributes.path("window_end").asText());
    // within late + 2 s, by when the tick that closed it says, and that was stored at once
    assertThat(Instant.parse(measure.path("received").asText()))
        .isBetween(end.plusSeconds(1), end.plusSeconds(3));
    assertThat(measure.path("unit").asText()).isEqualTo("Cel");
    JsonNode highest =
        JSON.readTree(world.records("analytics.temperature.p95", "attic", 1).get(0).value());
    if (highest.path("attributes").path("count").asInt() == 2) {
      assertThat(highest.path("value").decimalValue()).isEqualByComparingTo("22");
    }
    assertThat(measures.get(0).timestamp())
        .isEqualTo(Instant.parse(measure.path("received").asText()).toEpochMilli());
  }

  private static void silentDeviceIsNoticed(World world) throws Exception {
    send(world, "barometer", "{\"pressure\":1013}");
    assertThat(world.records("alert", "barometer", 1).get(0).value())
        .contains("\"state\":\"firing\"", "\"reason\":\"silent\"");
    send(world, "barometer", "{\"pressure\":1013}");
    assertThat(world.records("alert", "barometer", 2).get(1).value())
        .contains("\"state\":\"resolved\"");
    // in the one partition to which it would send
    assertThat(world.records("alert", "never-spoke", 1)).hasSize(1);
  }

  private static void zoneIsLeftAndABrokenOneIsRefused(World world) throws Exception {
    send(world, "truck", "{\"lat\":45.5,\"lon\":0.5}");
    world.folder().save("analytics/zones/depots.geojson", DEPOTS.replace("[0,45]]", "[0,45.1]]"));
    assertThat(world.reloadProblems())
        .singleElement()
        .asString()
        .contains(
            "analytics/zones/depots.geojson:1: the last position of a ring must be the same as the"
                + " first");
    send(world, "truck", "{\"lat\":46.1,\"lon\":0.5}");
    assertThat(world.records("alert", "truck", 1).get(0).value())
        .contains("\"alert\":\"left-depot\"", "\"state\":\"firing\"");
    send(world, "truck", "{\"lat\":45.5,\"lon\":0.5}");
    assertThat(world.records("alert", "truck", 2).get(1).value())
        .contains("\"state\":\"resolved\"");
    world.folder().save("analytics/zones/depots.geojson", DEPOTS);
    world.reload();
  }

  private static void whatIsOddIsNoticed(World world) throws Exception {
    for (int value : new int[] {2, 3, 2, 3, 2, 3, 4, 9}) {
      send(world, "bearing", "{\"co2\":%d}".formatted(value));
    }
    assertThat(world.records("alert", "bearing", 1).get(0).value())
        .contains("\"alert\":\"odd\"", "\"value\":9", "\"state\":\"firing\"");
    // the two topics are read side by side: the first one must be known
    double taken = world.metric("tributary_rules_events_total");
    send(world, "bureau", "{\"humidity\":70}");
    Awaitility.await("humidity is known")
        .atMost(PATIENCE)
        .until(() -> world.metric("tributary_rules_events_total") > taken);
    send(world, "bureau", "{\"co2\":950}");
    assertThat(world.records("alert", "bureau", 1).get(0).value())
        .contains("\"alert\":\"stuffy\"", "\"state\":\"firing\"");
  }

  private static void metersOfAllPartitionsAddUp(World world) throws Exception {
    for (int reading : new int[] {100, 107}) {
      for (int meter = 0; meter < 12; meter++) {
        send(world, "meter-" + meter, "{\"energy\":%d}".formatted(reading + meter));
      }
    }
    Awaitility.await("12 meters that rose by 7")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, Integer> byWindow = new HashMap<>();
              for (ConsumerRecord<String, String> record :
                  world.records("analytics.energy.region", "unknown", 1)) {
                JsonNode measure = JSON.readTree(record.value());
                byWindow.put(measure.path("time").asText(), measure.path("value").asInt());
              }
              assertThat(byWindow.values().stream().mapToInt(rise -> rise).sum()).isEqualTo(12 * 7);
            });
  }

  private static void whatRunsIsShown(World world) throws Exception {
    JsonNode rules = JSON.readTree(world.management("/info").body()).path("rules");
    assertThat(rules).hasSize(8);
    assertThat(rules.get(0).path("name").asText()).isEqualTo("temperature.avg");
    assertThat(rules.get(0).path("file").asText()).endsWith("analytics/rules.yaml:1");
    assertThat(world.metric("tributary_rules_events_total")).isGreaterThanOrEqualTo(10);
    assertThat(world.management("/metrics").body())
        .containsPattern("tributary_rules_judged_total\\{rule=\"humid\"} [6-9]\\.0")
        .contains("tributary_rules_failures_total{rule=\"temperature.avg\"} 0.0");
    assertThat(world.metric("tributary_rules_store_entries")).isGreaterThanOrEqualTo(10);
    assertThat(world.metric("tributary_rules_memory_bytes")).isBetween(5_000.0, 1_000_000.0);
    assertThat(world.metric("tributary_rules_tick_lag_seconds")).isLessThan(10);
    assertThat(world.gateway().health().ready().body()).doesNotContainValue("degraded");
  }

  private static void commandsReadWhatIsInKafka(World world) throws Exception {
    send(world, "damp", "{\"humidity\":88}");
    world.records("alert", "damp", 1);
    String[] common = {
      "--set",
      "tributary.kafka.brokers=" + world.kafka().brokers(),
      "--set",
      "tributary.mqtt.broker-url=",
      "--set",
      "tributary.kafka.topic-prefix=" + world.topic("").replace(".", ""),
      "--routes",
      world.folder().path().toString()
    };
    Ran alerts = Ran.of(with(common, "alerts"));
    assertThat(alerts.code()).as(alerts.err()).isZero();
    assertThat(alerts.out()).contains("warning  humid  damp: 88 %RH").contains("firing");
    assertThat(alerts.out()).doesNotContain("cellar");

    explainSaysWhyAnAlertFired(common, alerts.out());
    Ran proof = Ran.of(with(common, "verify", "--alerts"));
    assertThat(proof.code()).as(proof.out() + proof.err()).isZero();
    assertThat(proof.out())
        .contains("quiet: not looked at, as it has ")
        .contains("humid: 1 crossings, fired 1, resolved 1, 0 not certain");
    checkSaysWhatAnEditBeginsAnew(world, common);

    Ran backtest = Ran.of(with(common, "backtest", "--rule", "humid", "--since", "1h"));
    assertThat(backtest.code()).as(backtest.err()).isZero();
    assertThat(backtest.out())
        .containsPattern("firing +cellar +cellar: 86 %RH")
        .containsPattern("resolved +cellar +cellar: 79 %RH")
        .containsPattern("firing +damp +damp: 88 %RH")
        .containsPattern("[34] records of humid from ");
    // edited and not saved for the gateway: another folder
    Path edited = edited(world, RULES.replace(".value > 85", ".value > 89"));
    common[7] = edited.toString();
    Ran other = Ran.of(with(common, "backtest", "--rule", "humid"));
    assertThat(other.out())
        .containsPattern("firing +cellar +cellar: 90 %RH")
        .doesNotContain("damp");
    Ran wrong = Ran.of(with(common, "backtest", "--rule", "humit"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("but is \"humit\"; did you mean humid?");
  }

  private static void checkSaysWhatAnEditBeginsAnew(World world, String[] common) throws Exception {
    String running = "tributary.trace.directory=target/rules-it";
    Ran same = Ran.of(with(common, "check", "--set", running));
    assertThat(same.out()).doesNotContain("state:").endsWith("Nothing wrong.\n");

    Path edited =
        edited(
            world,
            RULES
                .replace("every: 5s", "every: 10s")
                .replace("> 85", "> 84")
                .replace("alert: quiet", "alert: still"));
    String[] all = common.clone();
    all[7] = edited.toString();
    String expected =
        """
        state: rule temperature.avg begins anew
        state: rule humid keeps its state
        state: rule still is new
        state: rule quiet ends
        """;
    assertThat(Ran.of(with(all, "check", "--set", running)).out()).contains(expected);
    assertThat(Ran.of(with(all, "check", "--json", "--set", running)).out())
        .contains("\"rule quiet ends\"");
    // no gateway runs there: Kafka knows, where it is asked
    String none = "tributary.trace.directory=target/rules-it-none";
    assertThat(Ran.of(with(all, "check", "--set", none)).out()).doesNotContain("state:");
    assertThat(Ran.of(with(all, "check", "--online", "--set", none)).out()).contains(expected);
  }

  private static void explainSaysWhyAnAlertFired(String[] common, String alerts) {
    Ran cellar = Ran.of(with(common, "explain", "--alert", "humid/cellar"));
    assertThat(cellar.code()).as(cellar.err()).isZero();
    assertThat(cellar.out())
        .containsPattern("alert     humid  [0-9a-f-]{36}")
        .containsPattern(
            "rule      version [0-9a-f]{8}, as in routes\\S*/analytics/rules.yaml:\\d+")
        .containsPattern("firing    \\S+  condition: cellar: 86 %RH")
        .containsPattern("resolved  \\S+  condition: resolved: cellar: 79 %RH")
        .containsPattern("opened by \\S+  humidity 86 %RH  /?\\S*devices/cellar/telemetry")
        .containsPattern("evidence  \\S+  humidity 79 %RH")
        .contains("delivery  no route out has read alerts yet");
    assertThat(cellar.out().lines().filter(line -> line.contains(" humidity ")).count())
        .isEqualTo(5);
    String damp =
        alerts.lines().filter(line -> line.contains("damp: 88")).findFirst().orElseThrow();
    String id = damp.substring(damp.lastIndexOf(' ') + 1);
    assertThat(Ran.of(with(common, "explain", "--alert", id)).out())
        .contains("alert     humid  " + id)
        .containsPattern("opened by \\S+  humidity 88 %RH");
    Ran wrong = Ran.of(with(common, "explain", "--alert", "humid/nobody"));
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("but none is \"humid/nobody\" (alerts lists those that fire)");
  }

  /** Another folder with other rules. */
  private static Path edited(World world, String rules) throws Exception {
    PipelineFolder edited =
        PipelineFolder.copy(Files.createTempDirectory("edited").resolve("routes"));
    edited.save("kinds.yaml", world.folder().read("kinds.yaml"));
    Files.createDirectories(edited.path().resolve("analytics/zones"));
    edited.save("analytics/zones/depots.geojson", DEPOTS);
    edited.save("analytics/registry.yaml", "never-spoke: {}");
    edited.save("analytics/rules.yaml", rules);
    return edited.path();
  }

  private static String[] with(String[] common, String... command) {
    return Stream.concat(Arrays.stream(command), Arrays.stream(common)).toArray(String[]::new);
  }

  private static void editedAndRemoved(World world) throws Exception {
    send(world, "kept", "{\"humidity\":90}");
    assertThat(world.records("alert", "kept", 1)).hasSize(1);
    save(world, RULES.replace(".value > 85", ".value > 70"));
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("dev.tributary:type=Reload"), "Last"))
        .isEqualTo("changed analytics/rules.yaml, rule humid keeps its state");
    send(world, "kept", "{\"humidity\":91}");
    send(world, "other", "{\"humidity\":75}");
    world.records("alert", "other", 1);
    assertThat(world.records("alert", "kept", 1)).hasSize(1);
    save(world, RULES.substring(0, RULES.indexOf("- alert: humid")));
    List<ConsumerRecord<String, String>> kept = world.records("alert", "kept", 2);
    assertThat(kept).hasSize(2);
    assertThat(kept.get(1).value())
        .contains("\"state\":\"resolved\"", "\"reason\":\"rule-removed\"");
  }
}
