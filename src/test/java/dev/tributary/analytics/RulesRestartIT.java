package dev.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.FreePorts;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.world.TributaryProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the process in which devices are heard and rules run, under load. An oracle that
 * shares no code with the rules reads what is stored, and lists every window and every crossing.
 */
class RulesRestartIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long EVERY = 2_000;
  private static final String RULES =
      """
      - {measure: t.sum, of: temperature, every: 2s, value: sum, late: 1s}
      - {alert: humid, of: humidity, when: .value > 85, clear: .value < 80}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final int port = FreePorts.take(1).get(0);
  private Path routes;
  private TributaryProcess process;

  @Test
  void everyWindowAndCrossingComesOnceThroughKills(@TempDir Path folder) throws Exception {
    routes = PipelineFolder.copy(folder.resolve("routes")).path();
    Files.createDirectories(routes.resolve("analytics"));
    Files.writeString(routes.resolve("analytics/rules.yaml"), RULES);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      settings.put("tributary.kafka.brokers", kafka.brokers());
      settings.put("tributary.mqtt.broker-url", "");
      settings.put("tributary.coap.port", "");
      settings.put("tributary.http.host", "127.0.0.1");
      settings.put("tributary.http.port", Integer.toString(port));
      settings.put("tributary.management.port", "");
      start(folder);
      try {
        load(folder);
        compare(kafka.brokers());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("the gateway printed:\n" + process.output(), e);
      } finally {
        process.close();
      }
    }
  }

  private void start(Path folder) throws IOException {
    process =
        TributaryProcess.start(
            folder.resolve("gateway.log"), settings, "run", "--routes", routes.toString());
  }

  /** Three devices, each reading with a key of its own, sent again until it is stored. */
  private void load(Path folder) throws Exception {
    Random random = new Random(1);
    int number = 0;
    for (int kill = 0; kill < 3; kill++) {
      Instant until = null;
      while (until == null || Instant.now().isBefore(until)) {
        String device = "d" + random.nextInt(3);
        send(
            device,
            Integer.toString(number++),
            "{\"humidity\":%d,\"temperature\":%d}"
                .formatted(70 + random.nextInt(25), random.nextInt(30)));
        // from the first that is stored on
        until = until == null ? Instant.now().plusSeconds(6) : until;
      }
      if (kill < 2) {
        process.kill();
        start(folder);
      }
    }
  }

  private void send(String device, String key, String json) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/v1/devices/" + device + "/telemetry"))
            .timeout(Duration.ofSeconds(5))
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    Awaitility.await("reading " + key + " is stored")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try {
                return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()
                    == 204;
              } catch (IOException e) {
                return false;
              }
            });
  }

  private static void compare(String brokers) throws Exception {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      Map<String, String> windows = windows(events(consumer, "iot.sensor.temperature"));
      List<String> crossings = crossings(events(consumer, "iot.sensor.humidity"));
      assertThat(windows).hasSizeGreaterThan(20);
      assertThat(crossings).hasSizeGreaterThan(20);
      Awaitility.await("every window")
          .atMost(PATIENCE)
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () ->
                  assertThat(measured(records(consumer, "iot.analytics.t.sum")))
                      .isEqualTo(windows));
      assertThat(said(records(consumer, "iot.alert"))).isEqualTo(crossings);
    }
  }

  /** In the order of their partition, without those that are there twice. */
  private static Map<String, List<JsonNode>> events(
      KafkaConsumer<String, String> consumer, String topic) throws IOException {
    Set<String> ids = new HashSet<>();
    Map<String, List<JsonNode>> byDevice = new TreeMap<>();
    for (ConsumerRecord<String, String> record : records(consumer, topic)) {
      JsonNode event = JSON.readTree(record.value());
      if (ids.add(event.path("id").asText())) {
        byDevice.computeIfAbsent(record.key(), device -> new ArrayList<>()).add(event);
      }
    }
    return byDevice;
  }

  private static Map<String, String> windows(Map<String, List<JsonNode>> events) {
    Map<String, long[]> sums = new TreeMap<>();
    events.forEach(
        (device, list) ->
            list.forEach(
                event -> {
                  long at = Instant.parse(event.path("time").asText()).toEpochMilli();
                  long[] sum =
                      sums.computeIfAbsent(device + "@" + at / EVERY * EVERY, w -> new long[2]);
                  sum[0] += event.path("value").asLong();
                  sum[1]++;
                }));
    Map<String, String> windows = new TreeMap<>();
    sums.forEach((window, sum) -> windows.put(window, sum[0] + " of " + sum[1]));
    return windows;
  }

  /** The last revision of each window, after all before it, each once. */
  private static Map<String, String> measured(List<ConsumerRecord<String, String>> records)
      throws IOException {
    Map<String, String> windows = new TreeMap<>();
    Map<String, Integer> revisions = new TreeMap<>();
    for (ConsumerRecord<String, String> record : records) {
      JsonNode measure = JSON.readTree(record.value());
      JsonNode attributes = measure.path("attributes");
      String window =
          record.key()
              + "@"
              + Instant.parse(attributes.path("window_start").asText()).toEpochMilli();
      int expected = revisions.merge(window, 1, Integer::sum) - 1;
      assertThat(attributes.path("revision").asInt()).as(window).isEqualTo(expected);
      windows.put(
          window, measure.path("value").asLong() + " of " + attributes.path("count").asLong());
    }
    return windows;
  }

  private static List<String> crossings(Map<String, List<JsonNode>> events) {
    List<String> crossings = new ArrayList<>();
    events.forEach(
        (device, list) -> {
          String open = null;
          int number = 0;
          for (JsonNode event : list) {
            double value = event.path("value").asDouble();
            if (open == null && value > 85) {
              open = event.path("id").asText();
              crossings.add(device + " " + number++ + " firing " + open);
            } else if (open != null && value < 80) {
              crossings.add(device + " " + number++ + " resolved " + open);
              open = null;
            }
          }
        });
    Collections.sort(crossings);
    return crossings;
  }

  private static List<String> said(List<ConsumerRecord<String, String>> records)
      throws IOException {
    List<String> said = new ArrayList<>();
    Map<String, Integer> numbers = new TreeMap<>();
    for (ConsumerRecord<String, String> record : records) {
      JsonNode alert = JSON.readTree(record.value());
      if (alert.path("alert").asText().equals("humid")) {
        said.add(
            "%s %d %s %s"
                .formatted(
                    record.key(),
                    numbers.merge(record.key(), 1, Integer::sum) - 1,
                    alert.path("state").asText(),
                    alert.path("evidence").path(0).asText()));
      }
    }
    Collections.sort(said);
    return said;
  }

  private static List<ConsumerRecord<String, String>> records(
      KafkaConsumer<String, String> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    Awaitility.await(topic)
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100)).forEach(records::add);
              return ends.entrySet().stream()
                  .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
    return records;
  }
}
