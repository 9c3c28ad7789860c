package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Samples;
import dev.tributary.project.Project;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code to: drop:<why>}: what routes leave out on purpose. */
class DropTest {
  private static final String AT_THE_DOOR = "        - process:\n            ref: decode\n";
  private static final String IN_THE_SPLIT = "              - choice:\n";
  private static final String ONE_EVENT =
      """
      - filter:
          simple: ${body.kind} == 'humidity'
          steps:
            - to: drop:damp
      """;

  @TempDir private Path folder;
  private PipelineFolder routes;

  @BeforeEach
  void copyTheRoutes() throws IOException {
    routes = PipelineFolder.copy(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt", "http", "coap"})
  void answerStoredForAMessageThatIsLeftOut(String protocol) throws Exception {
    routes.edit(
        "normalize.camel.yaml",
        AT_THE_DOOR,
        "        - to: drop:test-device\n        - log: never\n" + AT_THE_DOOR);
    assertPasses(
        """
        - name: left out
          sent: {protocol: %s, json: {temp: 21.5}}
          expected: {answer: stored, records: [], dead-letters: [], dropped: test-device}
        """
            .formatted(protocol));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // in place, on the message's own exchange
        "'' | {temp: 21.5, humidity: 40} | [{topic: sensor.temperature}] | damp",
        // a step of another kind makes the split Camel's own
        "log | {temp: 21.5, humidity: 40} | [{topic: sensor.temperature}] | damp",
        "'' | {humidity: 40} | [] | damp",
        "'' | {humidity: 40, humidity_2: 41} | [] | [damp, damp]",
        "'' | {temp: 21.5} | [{topic: sensor.temperature}] | []",
      })
  void leaveOutSingleEvents(String more, String json, String records, String dropped)
      throws Exception {
    String steps =
        more.isEmpty() ? ONE_EVENT : ONE_EVENT + "- log: {message: x, loggingLevel: OFF}";
    routes.edit("route.camel.yaml", IN_THE_SPLIT, steps.indent(14) + IN_THE_SPLIT);
    assertPasses(
        """
        - name: single events
          sent: {protocol: http, json: %s}
          expected: {answer: stored, records: %s, dead-letters: [], dropped: %s}
        """
            .formatted(json, records, dropped));
  }

  @Test
  void keepWhatCouldNotBePublishedWhereAllElseIsLeftOut() throws Exception {
    routes.edit("route.camel.yaml", IN_THE_SPLIT, ONE_EVENT.indent(14) + IN_THE_SPLIT);
    assertPasses(
        """
        - name: a part is impossible
          sent: {json: {humidity: 40, temp: -500}}
          expected:
            records: []
            dead-letters: [{reason: invalid}]
            dropped: damp
        """);
  }

  @Test
  void sayInABatchWhichItemWasLeftOut() throws Exception {
    routes.edit(
        "normalize.camel.yaml",
        AT_THE_DOOR,
        """
                - filter:
                    simple: ${variable.device} == 'test-1'
                    steps:
                      - to: drop:test-device
        """
            + AT_THE_DOOR);
    assertPasses(
        """
        - name: a batch
          sent:
            protocol: http
            address: telemetry
            content-type: application/json
            json: [{device: test-1, temp: 21.5}, {device: dev-1, temp: 21.5}]
          expected: {answer: [stored, stored], records: [{key: dev-1}], dropped: test-device}
        """);
  }

  @Test
  void leaveOutOnlyWhatTheMessagesOwnWaySays() throws Exception {
    routes.edit(
        "route.camel.yaml",
        "        - to: direct:publish\n",
        """
        - multicast:
            steps:
              - to: direct:publish
              - to: drop:branch
        """
            .indent(8));
    assertPasses(
        """
        - name: a branch
          sent: {protocol: http, json: {temp: 21.5}}
          expected:
            answer: stored
            records: [{topic: sensor.temperature}]
            dead-letters: [{reason: internal, detail: drop:branch must stand on the message's own way}]
        """);
  }

  @Test
  void failTheCaseOfWhatIsLeftOutUnexpectedly() throws Exception {
    routes.edit("normalize.camel.yaml", AT_THE_DOOR, "        - to: drop:all\n" + AT_THE_DOOR);
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      assertThat(rehearsed.run("- {name: x, sent: {json: {temp: 1}}, expected: {answer: stored}}"))
          .containsExactly("dropped: expected nothing, got all");
    }
  }

  @Test
  void explainWhatIsLeftOut() throws Exception {
    routes.edit("route.camel.yaml", IN_THE_SPLIT, ONE_EVENT.indent(14) + IN_THE_SPLIT);
    StageRecorder recorder = new StageRecorder();
    try (Rehearsal rehearsal =
        new Rehearsal(
            Gateway::offline, Rehearsed.load(Map.of()), Project.read(folder), recorder::watch)) {
      DeviceAnswer answer =
          rehearsal.send(
              Samples.json(
                  Protocol.HTTP, "devices/dev-1/telemetry", "{\"temp\":21.5,\"humidity\":40}"),
              null);

      List<String> lines =
          Explanation.of(
              recorder.stages(), rehearsal.takeDropped(), rehearsal.take(), answer, "iot");
      assertThat(lines).contains("Dropped, damp:").contains("Kafka: 1 record");
      assertThat(lines.get(lines.indexOf("Dropped, damp:") + 1)).contains("humidity = 40");
    }
  }

  private void assertPasses(String yaml) throws Exception {
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      assertThat(rehearsed.run(yaml)).isEmpty();
    }
  }
}
