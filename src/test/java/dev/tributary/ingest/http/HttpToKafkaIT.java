package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** From the socket to the record, through the routes as shipped. */
@TributaryTest
class HttpToKafkaIT {
  private static final String JSON = "application/json";
  private static final Set<String> KNOWN_HEADERS =
      Set.of(
          "ce_specversion",
          "ce_id",
          "ce_source",
          "ce_type",
          "ce_time",
          "ce_subject",
          "ce_dataschema",
          "content-type",
          "traceparent");

  @Test
  void letNoHeaderQueryOrCookieChangeARecord(World world) throws Exception {
    List<String> names = new ArrayList<>();
    for (String name : HeaderInjectionIT.NAMES) {
      names.addAll(List.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)));
    }
    for (String name : names) {
      HttpResponse<String> answer =
          world.post(
              "/v1/devices/spoof-1/telemetry?" + name + "=spoofed",
              "{\"temperature\":21.5}",
              "Content-Type",
              JSON,
              name,
              "spoofed",
              "Cookie",
              name + "=spoofed");
      assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(204);
    }

    List<ConsumerRecord<String, String>> records =
        world.records("sensor.temperature", "spoof-1", names.size());
    assertThat(records).hasSize(names.size());
    for (ConsumerRecord<String, String> record : records) {
      Set<String> headers = new TreeSet<>();
      for (Header header : record.headers()) {
        headers.add(header.key());
        assertThat(new String(header.value(), StandardCharsets.UTF_8)).doesNotContain("spoofed");
      }
      assertThat(KNOWN_HEADERS).containsAll(headers);
      assertThat(record.value()).doesNotContain("spoofed");
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.kafka().brokers()))) {
      assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.contains("spoofed"));
    }
  }

  @Test
  void storeABatchInOrderAndNameItsEvents(World world) throws Exception {
    String batch =
        IntStream.range(0, 300)
            .mapToObj(
                i -> "{\"device\":\"batch-%d\",\"temperature\":%d}".formatted(i % 3, i / 3 % 50))
            .collect(Collectors.joining("\n"));
    HttpResponse<String> answer =
        world.post(
            "/v1/telemetry",
            batch + "\n{\"device\":\"batch-0\",\"wobble\":",
            "Content-Type",
            "application/x-ndjson");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode results = new ObjectMapper().readTree(answer.body()).get("results");
    assertThat(results).hasSize(301);
    assertThat(results.get(300).get("reason").asText()).isEqualTo("unreadable");
    List<String> answered = new ArrayList<>();
    for (int i = 1; i < 300; i += 3) {
      if (results.get(i).get("status").asInt() == 204) {
        answered.add(results.get(i).at("/ids/0").asText());
      }
    }
    assertThat(answered).as(answer.body()).isNotEmpty();
    List<String> stored = new ArrayList<>();
    for (ConsumerRecord<String, String> record :
        world.records("sensor.temperature", "batch-1", answered.size())) {
      stored.add(id(record));
    }
    assertThat(stored).containsSubsequence(answered);
  }

  @Test
  void tellWhatIsWrongWithAMessage(World world) throws Exception {
    String path = "/v1/devices/wrong-1/telemetry";
    byte[] latin =
        "{\"temperature\":1,\"place\":\"Gr\u00fcn\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertProblem(world, path, JSON, latin, 400, "unreadable");
    assertProblem(world, path, JSON, utf8("{\"temperature\":21."), 400, "unreadable");
    assertProblem(world, path, JSON, utf8("{\"temperature\":[1,{\"a\":"), 400, "unreadable");
    assertProblem(world, path, JSON, utf8(""), 400, "unreadable");
    assertProblem(world, path, JSON, utf8("{\"wobble\":1}"), 400, "unmapped");
    assertProblem(world, path, JSON, utf8("{\"temperature\":-500}"), 400, "invalid");
    assertProblem(world, path, "application/x-none", utf8("{}"), 415, "unsupported-format");
    assertProblem(world, path, JSON, utf8(" ".repeat(256 * 1024 + 1)), 413, "too-large");
    assertProblem(world, "/v1/devices/wrong-1", JSON, utf8("{}"), 404, "not-found");
    assertProblem(
        world,
        path,
        JSON,
        utf8("{\"device\":\"other\",\"temperature\":1}"),
        403,
        "identity-mismatch");
    assertThat(world.post(path, "{\"temperature\":20}", "Content-Type", JSON).statusCode())
        .isEqualTo(204);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertProblem(
      World world, String path, String type, byte[] body, int status, String reason)
      throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(world.url(path))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = new ObjectMapper().readTree(answer.body());
    assertThat(problem.get("reason").asText()).isEqualTo(reason);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).isNotEmpty().doesNotContain("Exception", "dev.");
  }

  @Test
  void storeTheNeighboursOfAnItemThatIsWrong(World world) throws Exception {
    String batch =
        """
        {"device":"next-1","temperature":1}
        {"device":"next-1","temperature":2
        {"device":"next-1","temperature":3}
        not json at all
        {"device":"next-1","wobble":4}
        {"device":"next-1","temperature":5}
        """;
    HttpResponse<String> answer =
        world.post("/v1/telemetry", batch, "Content-Type", "application/x-ndjson");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = new ObjectMapper().readTree(answer.body());
    assertThat(body.get("stored").asInt()).isEqualTo(3);
    assertThat(body.get("refused").asInt()).isEqualTo(3);
    List<String> outcomes = new ArrayList<>();
    for (JsonNode result : body.get("results")) {
      outcomes.add(result.get("index").asInt() + " " + result.path("reason").asText("stored"));
    }
    assertThat(outcomes)
        .containsExactly(
            "0 stored", "1 unreadable", "2 stored", "3 unreadable", "4 unmapped", "5 stored");
    List<String> values = new ArrayList<>();
    for (ConsumerRecord<String, String> record : world.records("sensor.temperature", "next-1", 3)) {
      values.add(new ObjectMapper().readTree(record.value()).get("value").asText());
    }
    assertThat(values).containsExactly("1", "3", "5");
  }

  @Test
  void giveARepeatedMessageTheSameIds(World world) throws Exception {
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer =
          world.post(
              "/v1/regions/eu/devices/again-1/telemetry",
              "{\"temperature\":20}",
              "Content-Type",
              JSON,
              "Idempotency-Key",
              "k-1",
              "traceparent",
              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
      assertThat(answer.statusCode()).isEqualTo(204);
    }

    List<ConsumerRecord<String, String>> records =
        world.records("sensor.temperature", "again-1", 2);
    assertThat(records)
        .extracting(record -> new ObjectMapper().readTree(record.value()).get("id").asText())
        .containsExactly(id(records.get(0)), id(records.get(0)));
    assertThat(records.get(0).headers().lastHeader("traceparent").value())
        .asString(StandardCharsets.US_ASCII)
        .startsWith("00-4bf9");
  }

  @Test
  void refuseWhatCannotBeAnIdentity(World world) throws Exception {
    for (String device : List.of("a%2Fb", "a%00b", "%2B", "a%0Ab", "%23", "x".repeat(129))) {
      HttpResponse<String> answer =
          world.post(
              "/v1/devices/" + device + "/telemetry", "{\"temperature\":1}", "Content-Type", JSON);
      assertThat(answer.statusCode()).as(device).isEqualTo(400);
      assertThat(answer.body()).contains("\"reason\":\"bad-identity\"");
    }
    HttpResponse<String> other =
        world.post(
            "/v1/devices/dev-1/telemetry",
            "{\"device\":\"dev-2\",\"temperature\":1}",
            "Content-Type",
            JSON);
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(other.body()).contains("identity-mismatch");
  }

  private static String id(ConsumerRecord<String, String> record) throws Exception {
    return new ObjectMapper().readTree(record.value()).get("id").asText();
  }
}
