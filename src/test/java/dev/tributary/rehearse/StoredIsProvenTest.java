package dev.tributary.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.contract.Samples;
import dev.tributary.kafka.RecordedMessage;
import dev.tributary.project.Project;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.runtime.Gateway;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes as an operator may write them: a device hears "stored" only if Kafka has all of it. */
class StoredIsProvenTest {
  private static final String TO_PUBLISH = "        - to: direct:publish\n";
  private static final Instant RECEIVED = Instant.parse("2026-11-21T03:00:00.250Z");
  private static final String READING = "json: {temp: 21.5, humidity: 40}";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step taken out | '' | ended without publishing it; its last step was",
        "log in its place | '- to: log:gone?level=OFF' | its last step was",
        "filtered | '- filter: {simple: ''${body} == null'', steps: [{to: direct:publish}]}' |"
            + " ended without publishing it",
        "stopped before | '- stop: {}\n- to: direct:publish' | ended without publishing it",
        "failure swallowed |"
            + " '- doTry: {steps: [{setBody: {constant: gone}}, {to: direct:publish}], doCatch:"
            + " [{exception: [java.lang.Throwable], steps: [{to: log:gone?level=OFF}]}]}' |"
            + " ended without publishing it",
        "another body | '- setBody: {constant: gone}\n- to: direct:publish' |"
            + " publish takes the events of this message but was given java.lang.String",
        "no body | '- setBody: {simple: ''${null}''}\n- to: direct:publish' |"
            + " publish takes the events of this message but was given",
        "an empty list | '- setBody: {simple: ''${empty(list)}''}\n- to: direct:publish' |"
            + " publish takes the events of this message but was given an empty list",
        "a tapped copy that is dropped |"
            + " '- wireTap: {uri: ''log:gone?level=OFF''}\n- to: log:gone?level=OFF' |"
            + " ended without publishing it",
      })
  void deadLetterWhatARouteDoesNotPublish(String edit, String steps, String detail)
      throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.edit("route.camel.yaml", TO_PUBLISH, indented(steps));
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      for (String protocol : List.of("mqtt", "http", "coap")) {
        assertThat(
                rehearsed.run(
                    """
                    - name: %s
                      sent: {protocol: %s, %s}
                      expected:
                        answer: internal
                        dead-letters: [{reason: internal, detail: "%s", key: dev-1}]
                    """
                        .formatted(edit, protocol, READING, detail)))
            .as("%s over %s", edit, protocol)
            .isEmpty();
      }
    }
  }

  @Test
  void deadLetterTheWholeMessageWhereAPartIsNotPublished() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.edit(
        "route.camel.yaml",
        TO_PUBLISH,
        indented("- setBody: {simple: '${body[0]}'}\n- to: direct:publish"));
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      assertThat(
              rehearsed.run(
                  """
                  - name: one of two events
                    sent: {protocol: http, json: {temp: 21.5, humidity: 40}}
                    expected:
                      answer: internal
                      records: [{topic: sensor.temperature}]
                      dead-letters:
                        - detail: ended with 1 of its 2 events neither published nor dropped
                  """))
          .isEmpty();
    }
  }

  @Test
  void keepTheMessageAsItCameInWhateverAStepRemoves() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.edit(
        "route.camel.yaml",
        TO_PUBLISH,
        indented(
            """
            - removeVariable: {name: payload}
            - removeVariable: {name: protocol}
            - removeVariable: {name: device}
            - removeVariable: {name: address}
            - removeProperties: {pattern: '*'}
            - removeHeaders: {pattern: '*'}
            """));
    try (Rehearsal rehearsal =
        new Rehearsal(Gateway::offline, Rehearsed.load(Map.of()), Project.read(folder))) {
      byte[] payload = "{\"temp\": 21.5}".getBytes(UTF_8);
      rehearsal.send(
          new SampleMessage(
              Protocol.MQTT,
              null,
              "devices/dev-1/telemetry",
              "application/json",
              null,
              "m-1",
              null,
              Map.of("site", "north"),
              false,
              payload),
          RECEIVED);

      RecordedMessage letter = rehearsal.take().get(0);
      assertThat(letter.value()).isEqualTo(payload);
      assertThat(letter.key()).isEqualTo("dev-1");
      assertThat(letter.headers())
          .containsEntry("tributary_protocol", "mqtt")
          .containsEntry("tributary_address", "devices/dev-1/telemetry")
          .containsEntry("tributary_content_type", "application/json")
          .containsEntry("tributary_received", RECEIVED.toString())
          .containsEntry("tributary_message_id", "m-1")
          .containsEntry("mqtt_site", "north");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'- filter: {simple: ''${body} != null'', steps: [{to: direct:route}]}' | in a circle",
        "'- filter: {simple: ''${body} != null'', steps: [{multicast: {steps: [{to: direct:route},"
            + " {to: direct:route}]}}]}' | in a circle",
        "'- setVariable: {name: next, constant: route}\n- toD: direct:${variable.next}' | in a circle",
        "'- setVariable: {name: next, constant: direct:route}\n- recipientList: {variable: next}' |"
            + " in a circle",
        "'- filter: {simple: ''${body} != null'', steps: [{to: seda:back}]}' | without publishing",
        "'- loop: {doWhile: true, simple: ''${body} != null'', steps: [{log: {message: x,"
            + " loggingLevel: OFF}}]}' | in a circle",
      })
  void endAMessageThatGoesInACircle(String steps, String detail) throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.edit("route.camel.yaml", TO_PUBLISH, indented(steps));
    routes.save(
        "back.camel.yaml",
        "- route: {id: back, from: {uri: 'seda:back?waitForTaskToComplete=Always', steps: [{to:"
            + " direct:route}]}}");
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      assertThat(
              rehearsed.run(
                  """
                  - name: in a circle
                    sent: {protocol: http, json: {temp: 21.5}}
                    expected: {answer: internal, dead-letters: [{reason: internal, detail: %s}]}
                  """
                      .formatted(detail)))
          .isEmpty();
    }
  }

  @Test
  void answerStoredWhereAStepFailsAfterAllIsPublished() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.edit(
        "route.camel.yaml",
        TO_PUBLISH,
        TO_PUBLISH
            + indented(
                "- throwException: {exceptionType: java.lang.IllegalStateException, message: x}"));
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      assertThat(
              rehearsed.run(
                  """
                  - name: fails after publish
                    sent: {protocol: http, json: {temp: 21.5}}
                    expected:
                      answer: stored
                      records: [{topic: sensor.temperature}]
                      dead-letters: [{reason: internal}]
                  """))
          .isEmpty();
    }
  }

  @Test
  void keepTheReasonWhereOnFailureStoresNothing() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.save(
        "on-failure.camel.yaml",
        routes
            .read("on-failure.camel.yaml")
            .replaceAll(
                "(?m)^( +)- to:\\n +uri: kafka:records\\n(\\1 {4,}.*\\n)+", "$1- log: x\n"));
    assertThat(routes.read("on-failure.camel.yaml")).doesNotContain("kafka:records");
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      assertThat(
              rehearsed.run(
                  """
                  - name: unreadable
                    sent: {text: '{"temp": '}
                    expected:
                      answer: unreadable
                      dead-letters:
                        - {reason: unreadable, detail: on-failure ended without storing the dead letter}
                  """))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"ref: judge, unreadable false", "ref: kept, unreadable true"})
  void letOnFailureReadTheOutcomeSoFar(String step, String expected) throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    String text = routes.read("on-failure.camel.yaml");
    Matcher at = Pattern.compile("( +)- process:\n +" + step + "\n").matcher(text);
    assertThat(at.find()).isTrue();
    routes.save(
        "on-failure.camel.yaml",
        text.substring(0, at.end())
            + "%s- setVariable: {name: read, simple: '${variable.outcome.reason} ${variable.outcome.settled}'}%n%s- process: {ref: look}%n"
                .formatted(at.group(1), at.group(1))
            + text.substring(at.end()));
    List<Object> read = new CopyOnWriteArrayList<>();
    Processor look = exchange -> read.add(exchange.getVariable("read"));
    OfflineGateway.Factory gateways =
        (loaded, files, kafka, watching) ->
            Gateway.offline(
                loaded,
                files,
                kafka,
                camel -> {
                  watching.accept(camel);
                  camel.getRegistry().bind("look", look);
                });
    try (Rehearsal rehearsal =
        new Rehearsal(gateways, Rehearsed.load(Map.of()), Project.read(folder))) {
      rehearsal.send(
          Samples.json(Protocol.MQTT, "devices/dev-1/telemetry", "{\"temp\":"), RECEIVED);
    }
    assertThat(read).containsExactly(expected);
  }

  @Test
  void keepTheReasonWhereNoErrorHandlerIsLeft() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.edit(
        "ingest-mqtt.camel.yaml",
        "    from:",
        "    errorHandler:\n      noErrorHandler: {}\n    from:");
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      assertThat(
              rehearsed.run(
                  """
                  - name: unreadable
                    sent: {text: '{"temp": '}
                    expected:
                      answer: unreadable
                      dead-letters: [{reason: unreadable, detail: ends too early}]
                  """))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "each event by itself |"
            + " '- split: {simple: ''${body}'', stopOnException: true, steps: [{to: direct:publish}]}'"
            + " | 2",
        "twice | '- to: direct:publish\n- to: direct:publish' | 4",
        "in a loop | '- loop: {constant: 2, steps: [{to: direct:publish}]}' | 4",
        "in a loop of copies | '- loop: {constant: 2, copy: true, steps: [{to: direct:publish}]}' | 4",
        "in a multicast | '- multicast: {steps: [{to: direct:publish}, {to: ''log:x?level=OFF''}]}' | 2",
        "in a parallel multicast |"
            + " '- multicast: {parallelProcessing: true, steps: [{to: direct:publish}, {to:"
            + " direct:publish}]}' | 4",
        "beside a tapped copy | '- wireTap: {uri: ''log:x?level=OFF''}\n- to: direct:publish' | 2",
        "by a list of recipients | '- recipientList: {constant: direct:publish}' | 2",
        "by a routing slip | '- routingSlip: {constant: direct:publish}' | 2",
        "by an address that is computed | '- toD: {uri: ''direct:${sys.none}publish''}' | 2",
        "tried | '- doTry: {steps: [{to: direct:publish}], doFinally: {steps: [{to:"
            + " ''log:x?level=OFF''}]}}' | 2",
        "behind a kamelet | '- kamelet: {name: log-action}\n- to: direct:publish' | 2",
        "before another body | '- to: direct:publish\n- setBody: {constant: gone}' | 2",
      })
  void answerStoredWhereAllEventsArePublished(String edit, String steps, int records)
      throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.edit("route.camel.yaml", TO_PUBLISH, indented(steps.replace("${sys.none}", "")));
    try (Rehearsed rehearsed = new Rehearsed(folder, Map.of())) {
      assertThat(
              rehearsed.run(
                  """
                  - name: %s
                    sent: {protocol: http, %s}
                    expected: {answer: stored, records: [%s]}
                  """
                      .formatted(edit, READING, "{}, ".repeat(records))))
          .as(edit)
          .isEmpty();
    }
  }

  private static String indented(String steps) {
    return steps == null || steps.isEmpty() ? "" : steps.indent(8);
  }
}
