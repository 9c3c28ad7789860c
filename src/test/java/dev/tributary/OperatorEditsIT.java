package dev.tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.replay.Replay;
import dev.tributary.replay.ReplayOptions;
import dev.tributary.replay.StoredMessage;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.camel.support.DefaultConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.californium.core.CoapResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators change in the shipped files while the gateway runs: limits, and a copy. */
@TributaryTest(editable = true)
class OperatorEditsIT {
  private static final String TEMPERATURES = "sensor.temperature";

  @AfterEach
  void restore(World world) throws Exception {
    for (String file : List.of("limits.yaml", "topics.yaml", "route.camel.yaml")) {
      world.folder().restore(file);
    }
    world.reload();
  }

  @Test
  void keepWhatIsThrottledOverMqttAndReplayItTwiceUnderTheSameIds(World world) throws Exception {
    limit(world, "devices:\n  - { device: 'noisy-*', rate: 0.001, burst: 1 }\n");
    for (int i = 1; i <= 3; i++) {
      world.publish("devices/noisy-1/telemetry", "{\"temp\":" + i + "}");
    }
    world.publish("devices/quiet-1/telemetry", "{\"temp\":4}");

    assertThat(world.records(TEMPERATURES, "quiet-1", 1)).hasSize(1);
    List<ConsumerRecord<String, String>> kept = world.records("throttled", "noisy-1", 2);
    assertThat(kept)
        .extracting(ConsumerRecord::value)
        .containsExactly("{\"temp\":2}", "{\"temp\":3}");
    assertThat(kept)
        .allSatisfy(letter -> assertThat(header(letter, "tributary_reason")).isEqualTo("throttled"))
        .allSatisfy(letter -> assertThat(header(letter, "tributary_message_key")).isNotNull());
    await("a PUBACK for each")
        .until(() -> world.metric("tributary_mqtt_unacknowledged_messages") == 0);

    assertThat(replay(world, "once").toString()).startsWith("2 published");
    assertThat(replay(world, "twice").toString()).startsWith("2 published");
    List<ConsumerRecord<String, String>> events = world.records(TEMPERATURES, "noisy-1", 5);
    List<String> ids = events.stream().map(event -> header(event, "ce_id")).toList();
    assertThat(ids).hasSize(5);
    assertThat(Set.copyOf(ids)).hasSize(3);
    assertThat(ids.subList(3, 5)).isEqualTo(ids.subList(1, 3));
  }

  @Test
  void limitTheItemsOfABatchOneByOne(World world) throws Exception {
    limit(world, "devices:\n  - { device: 'noisy-*', protocol: http, rate: 0.001, burst: 1 }\n");
    String batch =
        "[{\"device\":\"noisy-2\",\"temp\":1},{\"device\":\"noisy-2\",\"temp\":2},"
            + "{\"device\":\"quiet-2\",\"temp\":3}]";

    HttpResponse<String> answer =
        world.post("/v1/telemetry", batch, "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(
            Pattern.compile("\"status\":(\\d+)")
                .matcher(answer.body())
                .results()
                .map(status -> status.group(1)))
        .containsExactly("204", "429", "204");
    assertThat(answer.body()).contains("throttled").contains("retry_after");
    world.records(TEMPERATURES, "quiet-2", 1);
  }

  @Test
  void holdMqttBackWhileTheGatewayIsOverItsRateAndTakeUpANewOne(World world) throws Exception {
    limit(world, "gateway: { rate: 0.001, burst: 1 }\n");

    assertThat(post(world, "held-http", "{\"temp\":1}").statusCode()).isEqualTo(204);
    HttpResponse<String> refused = post(world, "held-http", "{\"temp\":2}");
    for (int i = 1; i <= 3; i++) {
      world.publish("devices/held-1/telemetry", "{\"temp\":" + i + "}");
    }

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("overloaded");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    await("held back").until(() -> world.metric("tributary_mqtt_unacknowledged_messages") == 3);

    world.folder().restore("limits.yaml");
    world.reload();
    assertThat(world.records(TEMPERATURES, "held-1", 3))
        .extracting(event -> event.value().replaceAll(".*\"value\":(\\d+).*", "$1"))
        .isEqualTo(IntStream.rangeClosed(1, 3).mapToObj(String::valueOf).toList());
    await("acknowledged").until(() -> world.metric("tributary_mqtt_unacknowledged_messages") == 0);
  }

  @Test
  void copyAlarmsAsTheCommentInTheRouteSays(World world) throws Exception {
    world.folder().save("route.camel.yaml", uncommented("- filter:"));
    world.folder().edit("topics.yaml", "\"*\":\n", "event.urgent:\n  partitions: 1\n\"*\":\n");
    world.reload();

    // Unavailable until the new topic has been created.
    await()
        .until(
            () ->
                world
                        .post(
                            "/v1/devices/alarm-1/telemetry",
                            "{\"alarm\":\"smoke\",\"temp\":1}",
                            "Content-Type",
                            "application/json",
                            "Idempotency-Key",
                            "alarm")
                        .statusCode()
                    == 204);

    ConsumerRecord<String, String> alarm = world.records("event.alarm", "alarm-1", 1).get(0);
    assertThat(world.records("event.urgent", 1))
        .singleElement()
        .satisfies(copy -> assertThat(copy.value()).contains("\"kind\":\"alarm\""))
        .satisfies(copy -> assertThat(header(copy, "ce_id")).isEqualTo(header(alarm, "ce_id")))
        .satisfies(copy -> assertThat(header(copy, "ce_type")).isEqualTo("event.urgent"));
    world.records(TEMPERATURES, "alarm-1", 1);
  }

  @Test
  void tellNobodyThatItsMessageIsStoredByARouteThatNoLongerPublishes(World world) throws Exception {
    world.folder().edit("route.camel.yaml", "        - to: direct:publish\n", "");
    world.reload();

    HttpResponse<String> answer = post(world, "unpublished-1", "{\"temp\":1}");
    CoapResponse coap = world.coap("devices/unpublished-1/telemetry", "{\"temp\":2}", 50);
    world.publish("devices/unpublished-1/telemetry", "{\"temp\":3}");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("internal error").doesNotContain("publishing");
    assertThat(coap.getCode()).hasToString("5.00");
    assertThat(world.records("dead-letter", "unpublished-1", 3))
        .extracting(ConsumerRecord::value)
        .containsExactlyInAnyOrder("{\"temp\":1}", "{\"temp\":2}", "{\"temp\":3}");
    assertThat(world.records("dead-letter", "unpublished-1", 3))
        .allSatisfy(letter -> assertThat(header(letter, "tributary_reason")).isEqualTo("internal"))
        .allSatisfy(
            letter ->
                assertThat(header(letter, "tributary_detail"))
                    .contains("ended without publishing it")
                    .contains(header(letter, "tributary_route")));
    await("a PUBACK").until(() -> world.metric("tributary_mqtt_unacknowledged_messages") == 0);
  }

  @Test
  void dropWhatARouteLeavesOut(World world) throws Exception {
    world
        .folder()
        .edit(
            "route.camel.yaml",
            "              - choice:\n",
            "              - filter: {simple: \"${body.kind} == 'humidity'\", steps: [{to:"
                + " drop:damp}]}\n              - choice:\n");
    world.reload();

    assertThat(post(world, "dropped-1", "{\"temp\":1,\"humidity\":40}").statusCode())
        .isEqualTo(204);
    assertThat(post(world, "dropped-1", "{\"humidity\":41}").statusCode()).isEqualTo(204);

    world.records(TEMPERATURES, "dropped-1", 1);
    assertThat(world.metric("tributary_events_dropped_total")).isEqualTo(2);
    assertThat(world.metric("tributary_messages_dropped_total")).isEqualTo(1);
  }

  private static void limit(World world, String limits) throws Exception {
    world.folder().save("limits.yaml", limits);
    world.reload();
  }

  /** The shipped route with the comment that begins so made steps, as its own text says to do. */
  private static String uncommented(String first) throws Exception {
    StringBuilder text = new StringBuilder();
    boolean example = false;
    for (String line : Files.readAllLines(Path.of("routes", "route.camel.yaml"))) {
      String comment = line.strip();
      example = comment.startsWith("#") && (example || comment.equals("# " + first));
      text.append(example ? line.replaceFirst("# ", "") : line).append('\n');
    }
    assertThat(text.toString()).contains("\n              " + first + "\n");
    return text.toString();
  }

  private static Replay.Summary replay(World world, String name) throws Exception {
    ReplayOptions options =
        new ReplayOptions("throttled", Set.of(), null, null, null, 100, 0, 3, name);
    DefaultConsumer way =
        (DefaultConsumer) world.gateway().camel().getRoute("ingest-mqtt").getConsumer();
    try (Replay replay = new Replay(world.settings(), options)) {
      return replay.run(
          (arrival, answer) -> world.gateway().intake().accept(way, arrival, answer),
          new Replay.Watcher() {
            @Override
            public void message(StoredMessage message) {}

            @Override
            public void progress(long read, long toRead) {}
          });
    }
  }

  private static HttpResponse<String> post(World world, String device, String payload)
      throws Exception {
    return world.post(
        "/v1/devices/" + device + "/telemetry", payload, "Content-Type", "application/json");
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
