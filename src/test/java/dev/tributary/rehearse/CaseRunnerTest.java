package dev.tributary.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseRunnerTest {
  private static Rehearsed routes;

  @BeforeAll
  static void start() throws Exception {
    routes = new Rehearsed(Map.of());
  }

  @AfterAll
  static void stop() {
    routes.close();
  }

  @ParameterizedTest
  @CsvSource({
    "mqtt, 'content-type: application/json, properties: {site: north}, message-id: m-1',"
        + " 'mqtt_site: north'",
    "coap, 'content-type: application/json', 'mqtt_site: ~'",
    "http, 'content-type: application/json, message-id: m-1', 'mqtt_site: ~'",
  })
  void sendOverEachEnd(String protocol, String more, String header) throws Exception {
    assertThat(
            routes.run(
                """
                - name: a reading
                  sent:
                    {protocol: %s, address: regions/eu/devices/ä b/telemetry, %s,
                     received: 2026-11-21T03:00:00.250Z, json: {temp: 21.50}}
                  expected:
                    records:
                      - topic: sensor.temperature
                        key: ä b
                        headers: {ce_subject: ä b, %s}
                        exactly: false
                        value:
                          {region: eu, value: 21.50, received: 2026-11-21T03:00:00.250Z,
                           source: {protocol: %s, address: regions/eu/devices/ä b/telemetry}}
                """
                    .formatted(protocol, more, header, protocol)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mqtt, 'text: nonsense!', unmapped",
    "coap, 'content-type: 999, text: x', unsupported-format",
    "coap, 'address: no/such/address, json: {temp: 1}', not-found",
    "coap, 'method: GET', method-not-allowed",
    "http, 'address: no/such/address, json: {temp: 1}', not-found",
    "http, 'method: PUT, json: {temp: 1}', method-not-allowed",
    "http, 'content-encoding: br, json: {temp: 1}', unsupported-format",
    "http, 'content-type: application/json, json: {temp: 21, device: other}', identity-mismatch",
  })
  void hearTheReason(String protocol, String sent, String reason) throws Exception {
    assertThat(
            routes.run(
                "- {name: refused, sent: {protocol: %s, %s}, expected: {answer: %s}}"
                    .formatted(protocol, sent, reason)))
        .isEmpty();
  }

  @Test
  void hearTheReasonOfEveryRequestThatIsRefusedBeforeItsBody() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(
              routes.run(
                  "- {name: x, sent: {protocol: http, address: no/such, json: {temp: 1}},"
                      + " expected: {answer: not-found}}"))
          .isEmpty();
    }
  }

  @Test
  void hearAnAnswerForEachItemOfABatch() throws Exception {
    assertThat(
            routes.run(
                """
                - name: a batch
                  sent:
                    protocol: http
                    address: telemetry
                    content-type: application/json
                    json: [{device: a, temp: 1}, {device: b, temp: -400}, {temp: 3}]
                  expected:
                    answer: [stored, invalid, bad-identity]
                    records: [{key: a}]
                    dead-letters: [{key: b, reason: invalid}, {reason: bad-identity}]
                """))
        .isEmpty();
  }

  @Test
  void tellWhatDiffersFieldByField() throws Exception {
    assertThat(
            routes.run(
                """
                - name: all wrong
                  sent: {message-id: m-1, json: {temp: 21.50, site: roof}}
                  expected:
                    records:
                      - topic: sensor.humidity
                        key: dev-2
                        partition: 99
                        headers: {ce_type: x, ce_subject: ~, nope: y}
                        value:
                          value: 21.5
                          unit: ~
                          kind: humidity
                          attributes: {site: cellar, floor: 2}
                      - topic: sensor.temperature
                """))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("records: expected 2, got 1 (sensor.temperature)"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "records[0].topic: expected \"sensor.humidity\", got"
                            + " \"sensor.temperature\""),
            line -> assertThat(line).isEqualTo("records[0].key: expected \"dev-2\", got \"dev-1\""),
            line -> assertThat(line).startsWith("records[0].partition: expected 99, got "),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "records[0].headers.ce_type: expected \"x\", got \"sensor.temperature\""),
            line ->
                assertThat(line)
                    .isEqualTo("records[0].headers.ce_subject: expected nothing, got \"dev-1\""),
            line ->
                assertThat(line).isEqualTo("records[0].headers.nope: expected \"y\", got nothing"),
            line -> assertThat(line).isEqualTo("records[0].value.value: expected 21.5, got 21.50"),
            line ->
                assertThat(line).isEqualTo("records[0].value.unit: expected nothing, got \"Cel\""),
            line ->
                assertThat(line)
                    .isEqualTo("records[0].value.kind: expected \"humidity\", got \"temperature\""),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "records[0].value.attributes.site: expected \"cellar\", got \"roof\""),
            line ->
                assertThat(line)
                    .isEqualTo("records[0].value.attributes.floor: expected 2, got nothing"));
  }

  @Test
  void tellAWrongAnswerWithItsDetail() throws Exception {
    assertThat(routes.run("- {name: x, sent: {protocol: http, text: '{'}, expected: {}}"))
        .first()
        .asString()
        .startsWith("answer: expected stored, got unreadable (400: ");
  }

  @Test
  void allowNothingMoreWhereExactlyIsSaid() throws Exception {
    assertThat(
            routes.run(
                """
                - name: x
                  sent: {json: {temp: 21.5, site: roof}}
                  expected:
                    records:
                      - exactly: true
                        value: {device_id: dev-1, kind: temperature, value: 21.5, unit: Cel}
                """))
        .hasSize(6)
        .allMatch(line -> line.contains(": expected nothing, got "))
        .anyMatch(line -> line.startsWith("records[0].value.attributes: "));
  }

  @Test
  void failOnADeadLetterThatNobodyExpects() throws Exception {
    String yaml =
        "- {name: x, sent: {json: {temp: 21.5, humidity: 400}}, expected: {records: [{}]%s}}";

    assertThat(routes.run(yaml.formatted("")))
        .singleElement()
        .asString()
        .startsWith("dead-letters: expected 0, got 1 (dead-letter: ");
    assertThat(routes.run(yaml.formatted(", dead-letters: [{reason: invalid, detail: humidity}]")))
        .isEmpty();
  }

  @Test
  void sendSeveralMessagesInOneCase() throws Exception {
    assertThat(
            routes.run(
                """
                - name: x
                  sent: [{json: {temp: 1}}, {protocol: coap, json: {temp: 2}}]
                  expected: {records: [{value: {value: 1}}, {value: {value: 2}}]}
                """))
        .isEmpty();
  }

  @Test
  void holdPayloadsAndEventsToTheSchemasOfAFolder(@TempDir Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(Rehearsed.ROUTES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(Rehearsed.ROUTES.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.writeString(folder.resolve("schemas/flat.schema.json"), "{\"required\": [\"site\"]}");
    Files.writeString(folder.resolve("schemas/event.schema.json"), "{\"required\": [\"x\"]}");

    try (Rehearsed strict = new Rehearsed(folder, Map.of())) {
      assertThat(
              strict.run(
                  "- {name: x, sent: {json: {temp: 1}}, expected: {answer: invalid, dead-letters:"
                      + " [{detail: schemas/flat.schema.json}]}}"))
          .isEmpty();
      assertThat(strict.run("- {name: x, sent: {json: {temp: 1, site: a}}, expected: {}}"))
          .singleElement()
          .asString()
          .startsWith("records[0]: expected an event by event.schema.json, got ")
          .contains("'x'");
    }
  }

  @Test
  void countPartitionsAsKafkaDoes() throws Exception {
    try (Rehearsed byRegion = new Rehearsed(Map.of("tributary.kafka.partition-by", "region"))) {
      String yaml =
          "- {name: x, sent: {address: regions/%s/devices/d/telemetry, json: {temp: 1}},"
              + " expected: {records: [{partition: %d}]}}";
      List<String> regions = List.of("eu", "us", "ap");
      for (String region : regions) {
        int partition = Utils.toPositive(Utils.murmur2(region.getBytes(UTF_8))) % 6;
        assertThat(byRegion.run(yaml.formatted(region, partition))).isEmpty();
      }
    }
  }
}
