package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Kafka stores reaches the routes that begin with out:, at least once and in order. */
@TributaryTest(editable = true)
class OutIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ROUTE =
      """
      - route:
          id: %1$s
          from:
            uri: out:%2$s
            parameters: { maxRecords: 7 }
            steps:
              - bean: { beanType: dev.tributary.kafka.out.FarEnd, method: "take(${exchange})" }
      """;
  private static final String PICKY =
      """
      - route:
          id: picky
          from:
            uri: out:sensor.*
            steps:
              - split:
                  simple: "${body}"
                  steps:
                    - doTry:
                        steps:
                          - bean: { beanType: dev.tributary.kafka.out.FarEnd, method: "refuse(${body})" }
                        doCatch:
                          - exception: [ java.lang.IllegalArgumentException ]
                            steps:
                              - to: undelivered:no-thirteens
      """;

  private final World world;

  OutIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void routes() throws Exception {
    world.folder().save("one.camel.yaml", ROUTE.formatted("one", "events"));
    world.folder().save("other.camel.yaml", ROUTE.formatted("other", "events"));
    world.folder().save("picky.camel.yaml", PICKY);
    world.reload();
  }

  @Test
  void aFarEndThatIsDownHoldsUpOnlyItselfAndLosesNothing() throws Exception {
    send("first", 0, 1);
    await().atMost(PATIENCE).until(() -> FarEnd.values("one", "first").size() == 1);
    double rebalances = rebalances("one");

    FarEnd.down("one");
    for (int device = 0; device < 5; device++) {
      send("d" + device, 0, 30);
    }
    await().atMost(PATIENCE).until(() -> FarEnd.values("other", "d4").size() == 30);
    int tries = FarEnd.tries("one");
    await().atMost(PATIENCE).until(() -> FarEnd.tries("one") > tries + 2);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(lag("one")).isGreaterThanOrEqualTo(150);
              assertThat(lag("other")).isZero();
            });
    assertThat(world.management("/info").body())
        .contains("route one delivers nothing of some partitions")
        .contains("the far end is down");
    assertThat(world.metric("tributary_out_failures_total")).isPositive();
    send("d0", 30, 40);

    FarEnd.up("one");
    for (String route : List.of("one", "other")) {
      await()
          .atMost(PATIENCE)
          .until(() -> FarEnd.lists(route).stream().mapToInt(List::size).sum() >= 161);
      assertThat(FarEnd.values(route, "d0")).as(route).containsExactlyElementsOf(numbers(40));
      for (int device = 1; device < 5; device++) {
        assertThat(FarEnd.values(route, "d" + device))
            .as(route)
            .containsExactlyElementsOf(numbers(30));
      }
    }
    assertThat(FarEnd.lists("one"))
        .allSatisfy(
            list -> {
              assertThat(list).hasSizeBetween(1, 7);
              assertThat(list.stream().map(record -> record.source().partition()).distinct())
                  .hasSize(1);
            });
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(lag("one")).isZero());
    assertThat(world.management("/info").body()).doesNotContain("delivers nothing");
    assertThat(rebalances("one")).isEqualTo(rebalances);
  }

  @Test
  void whatIsNoJsonAndWhatIsRefusedForGoodIsUndelivered() throws Exception {
    send("lucky", 12, 13);
    world.write("sensor.temperature", "lucky", "{no");
    send("lucky", 13, 15);

    await().atMost(PATIENCE).until(() -> FarEnd.values("picky", "lucky").size() == 2);
    assertThat(FarEnd.values("picky", "lucky")).containsExactly(12, 14);
    List<ConsumerRecord<String, String>> undelivered = world.records("undelivered", "lucky", 4);
    assertThat(undelivered)
        .filteredOn(record -> header(record, "tributary_destination").equals("picky"))
        .satisfiesExactlyInAnyOrder(
            record -> {
              assertThat(record.value()).isEqualTo("{no");
              assertThat(header(record, "tributary_reason")).isEqualTo("unreadable");
            },
            record -> {
              assertThat(record.value()).contains("\"value\":13");
              assertThat(header(record, "tributary_reason")).isEqualTo("no-thirteens");
              assertThat(header(record, "tributary_detail")).isEqualTo("no thirteens");
              assertThat(header(record, "tributary_topic"))
                  .isEqualTo(world.topic("sensor.temperature"));
            });

    FarEnd.down("superstition");
    UndeliveredReplay replay = new UndeliveredReplay(world.settings());
    List<UndeliveredReplay.Refused> would = new ArrayList<>();
    replay.run(refused -> isLucky(refused), 10, would::add);
    assertThat(would).hasSize(2);
    int others = FarEnd.values("one", "lucky").size();
    assertThat(
            replay
                .run(
                    refused -> isLucky(refused) && refused.reason().equals("no-thirteens"),
                    10,
                    null)
                .toString())
        .startsWith("1 sent to the routes that refused them, ");
    await().atMost(PATIENCE).until(() -> FarEnd.values("picky", "lucky").contains(13));
    send("lucky", 15, 16);
    await().atMost(PATIENCE).until(() -> FarEnd.values("one", "lucky").contains(15));
    assertThat(FarEnd.values("one", "lucky")).as("no other route has it again").hasSize(others + 1);
    assertThat(replay.run(refused -> true, 10, null).sent()).as("it goes on there").isZero();
  }

  private static boolean isLucky(UndeliveredReplay.Refused refused) {
    return refused.key().equals("lucky") && refused.destination().equals("picky");
  }

  private void send(String device, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      assertThat(
              world
                  .post(
                      "/v1/devices/" + device + "/telemetry",
                      "{\"temperature\":" + i + "}",
                      "Content-Type",
                      "application/json")
                  .statusCode())
          .isEqualTo(204);
    }
  }

  private static List<Object> numbers(int to) {
    return IntStream.range(0, to).mapToObj(i -> (Object) i).toList();
  }

  private double lag(String route) throws Exception {
    return world
        .management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("tributary_out_lag_records{route=\"" + route + "\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static double rebalances(String route) throws Exception {
    return (double)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName(
                    "kafka.consumer:type=consumer-coordinator-metrics,client-id=tributary-out-"
                        + route),
                "rebalance-total");
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return Stream.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, UTF_8))
        .findFirst()
        .orElse("");
  }
}
