package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases of routes that begin with out: no far end is there. */
class OutgoingCasesTest {
  private static final String ROUTES =
      """
      - route:
          id: one-by-one
          from:
            uri: out:sensor.*
            steps:
              - split:
                  simple: "${body}"
                  steps:
                    - setVariable: { name: record, simple: "${body}" }
                    - setHeader: { name: Idempotency-Key, simple: "${body[id]}" }
                    - marshal: { json: {} }
                    - doTry:
                        steps:
                          - to: direct:one-by-one-send
                        doCatch:
                          - exception: [ org.apache.camel.http.base.HttpOperationFailedException ]
                            onWhen: { simple: "${exception.statusCode} == 422" }
                            steps:
                              - setBody: { variable: record }
                              - to: undelivered:unprocessable
      - route:
          id: one-by-one-send
          from:
            uri: direct:one-by-one-send
            steps:
              - to: http:far.invalid:1/events?connectTimeout=1000
      - route:
          id: grouped
          from:
            uri: out:sensor.*
            parameters: { groupBy: "kind, unit" }
            steps:
              - marshal: { json: {} }
              - to: http:far.invalid:1/groups
      - route:
          id: unstartable
          from:
            uri: out:alerts
            steps:
              - to: http:far.invalid:1/events
          autoStartup: false
      - route:
          id: broken
          from:
            uri: out:sensor.*
            steps:
              - throwException: { exceptionType: java.lang.IllegalStateException, message: broken }
      """;

  @TempDir private static Path folder;
  private static Rehearsed routes;

  @BeforeAll
  static void start() throws Exception {
    PipelineFolder copy = PipelineFolder.copy(folder.resolve("routes"));
    copy.save("out.camel.yaml", ROUTES);
    routes = new Rehearsed(copy.path(), Map.of());
  }

  @AfterAll
  static void stop() {
    routes.close();
  }

  @Test
  void aListOfRecordsGoesThroughTheRouteAndItsRequestsAreCompared() throws Exception {
    assertThat(
            routes.run(
                """
                - name: two at once
                  route: one-by-one
                  record:
                    - { topic: sensor.temperature, key: a, value: {id: 1, value: 21.50, unit: Cel} }
                    - { topic: sensor.temperature, key: a, value: {id: 2, value: 22} }
                    - { topic: sensor.temperature, key: a, text: "{no" }
                  expected:
                    requests:
                      - { uri: "http:far.invalid:1/events", json: {id: 1, value: 21.5}, headers: {Idempotency-Key: 1} }
                      - { uri: "http:far.*", text: '{"id":2,"value":22}' }
                    undelivered:
                      - { reason: unreadable, key: a, detail: JSON }
                """))
        .isEmpty();
  }

  @Test
  void recordsOfAListAreGroupedAndAGroupThatWasDeliveredDoesNotComeAgain() throws Exception {
    assertThat(
            routes.run(
                """
                - name: groups
                  route: grouped
                  record:
                    - { topic: sensor.x, value: {kind: b, unit: V, n: 1} }
                    - { topic: sensor.x, value: {kind: a, n: 2} }
                    - { topic: sensor.x, value: {kind: b, unit: A, n: 3} }
                    - { topic: sensor.x, value: {kind: b, unit: V, n: 4} }
                    - { topic: sensor.x, value: {kind: a, n: 5} }
                  answers: [ {}, {status: 500}, {status: 200}, {status: 500} ]
                  expected:
                    again: 2
                    requests:
                      - { json: [ {n: 1}, {n: 4} ] }
                      - { json: [ {n: 2}, {n: 5} ] }
                      - { json: [ {n: 2}, {n: 5} ] }
                      - { json: [ {n: 3} ] }
                      - { json: [ {n: 3} ] }
                """))
        .isEmpty();
  }

  @Test
  void farEndsAnswerAsAsked() throws Exception {
    assertThat(
            routes.run(
                """
                - name: a failure, a refusal, an exception
                  route: one-by-one
                  record: { topic: sensor.temperature, key: a, value: {id: 1} }
                  answers:
                    - { status: 503, headers: {Retry-After: 1}, text: busy }
                    - { exception: java.net.SocketTimeoutException, message: Read timed out }
                    - { status: 422, json: {error: no} }
                  expected:
                    requests: [ {json: {id: 1}}, {json: {id: 1}}, {contains: '"id":1'} ]
                    undelivered:
                      - { reason: unprocessable, value: {id: 1}, headers: {tributary_destination: one-by-one} }
                    again: 2
                """))
        .isEmpty();
  }

  @Test
  void whatDiffersIsShown() throws Exception {
    assertThat(
            routes.run(
                """
                - name: all wrong
                  route: one-by-one
                  record: { topic: sensor.temperature, key: a, value: {id: 1, tags: [x]} }
                  answers: [ {status: 503} ]
                  expected:
                    requests:
                      - uri: http:elsewhere
                        headers: { Idempotency-Key: 2, X-Key: y }
                        json: { id: 2, tags: [y] }
                        exactly: true
                    undelivered: [ {reason: unprocessable} ]
                """))
        .containsExactly(
            "again: expected 0, got 1",
            "requests: expected 1, got 2 (http:far.invalid:1/events, http:far.invalid:1/events)",
            "requests[0].uri: expected \"http:elsewhere\", got \"http:far.invalid:1/events\"",
            "requests[0].headers.Idempotency-Key: expected \"2\", got \"1\"",
            "requests[0].headers.X-Key: expected \"y\", got nothing",
            "requests[0].json.id: expected 2, got 1",
            "requests[0].json.tags[0]: expected \"y\", got \"x\"",
            "undelivered: expected 1, got 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one-by-on | sensor.temperature | route: expected one that begins with out:, got \"one-by-on\"; did you mean one-by-one?",
        "normalize | sensor.temperature | route: expected one that begins with out:, got \"normalize\"",
        "unstartable | alert | route: expected one that starts, got ",
        "one-by-one | alert | record.topic: expected one that one-by-one reads, got \"alert\"",
      })
  void aRouteThatDoesNotGetTheRecordIsNamed(String route, String topic, String difference)
      throws Exception {
    assertThat(
            routes.run(
                """
                - name: x
                  route: %s
                  record: { topic: %s, value: {id: 1} }
                  expected: { requests: [] }
                """
                    .formatted(route, topic)))
        .singleElement()
        .asString()
        .startsWith(difference.strip());
  }

  @Test
  void aListThatNeverSucceedsIsADifference() throws Exception {
    assertThat(
            routes.run(
                """
                - name: x
                  route: broken
                  record: { topic: sensor.temperature, value: {id: 1} }
                  expected: {}
                """))
        .containsExactly("delivery: expected an end without a failure, got broken");
  }
}
