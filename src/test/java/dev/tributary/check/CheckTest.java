package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.project.Finding;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {
  private static final Path NO_CONFIG = Path.of("there-is-none.properties");

  /** Eleven lines by which direct:a is the pipeline's. */
  private static final String LISTENER =
      """
      - route:
          id: ingest-coap
          from:
            uri: "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/"
            steps:
              - choice:
                  when:
                    - simple: "${body} != null"
                      steps:
                        - to: direct:a
              - to: direct:a
      """;

  @TempDir private Path folder;

  @BeforeEach
  void copyTheKinds() throws IOException {
    for (String name : List.of("kinds.yaml", "shapes.yaml")) {
      Files.copy(Path.of("routes", name), folder.resolve(name));
    }
  }

  @Test
  void passTheRoutesThatTributaryComesWith() {
    assertThat(check(Path.of("routes"), Map.of())).isEmpty();
  }

  @Test
  void findWhatIsWrongInDataFiles() throws IOException {
    write("limits.yaml", "devises: []\n");
    write("topics.yaml", "x: [\n");
    write("mappings/acme.jslt", "{");

    assertThat(check(folder, Map.of()))
        .extracting(finding -> finding.file().replaceFirst(".*?/", ""))
        .containsExactly("limits.yaml", "mappings/acme.jslt", "topics.yaml");
    assertThat(check(folder, Map.of())).extracting(Finding::line).doesNotContain(0);
  }

  @Test
  void showNoPasswordOfAUrlInARoute() throws IOException {
    write(
        "ingest-mqtt.camel.yaml",
        """
        - route:
            id: ingest-mqtt
            from:
              uri: "paho-mqtt5:devices/+/telemetry?brokerUrl=tcp://alice:s3cret@broker:1883&nope=1"
              steps:
                - to: "http://alice:s3cret@host/x?nope=1"
        """);

    assertThat(check(folder, Map.of()))
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.toString()).doesNotContain("s3cret"));
  }

  @Test
  void warnOfCredentialsInAnAddress() {
    Check check =
        Check.of(
            NO_CONFIG,
            Map.of(),
            Map.of("tributary.mqtt.broker-url", "tcp://alice:s3cret@broker:1883"),
            Path.of("routes"),
            Gateway::passive);

    assertThat(check.warnings())
        .filteredOn(warning -> warning.contains("tributary.mqtt.username"))
        .singleElement()
        .asString()
        .doesNotContain("s3cret", "alice");
  }

  @Test
  void findThatWhatAnUnchangedRouteRefersToIsGone() throws IOException {
    write("normalize.camel.yaml", route("normalize", "direct:normalize", "bean: {ref: helper}"));
    write("helpers.camel.yaml", "- beans:\n    - {name: helper, type: java.util.ArrayList}\n");
    assertThat(check(folder, Map.of())).isEmpty();
    write("helpers.camel.yaml", "- beans:\n    - {name: other, type: java.util.ArrayList}\n");

    assertThat(check(folder, Map.of()))
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.problem()).startsWith("there is no bean \"helper\""));
    write("helpers.camel.yaml", "- beans:\n    - {name: helper, type: java.util.ArrayList}\n");
    assertThat(check(folder, Map.of())).isEmpty();
  }

  @Test
  void demandIdsThatAReloadCanGoBy() throws IOException {
    write("a.camel.yaml", route("same", "direct:a", "log: x"));
    write(
        "b.camel.yaml",
        "- rest:\n    get:\n      - {id: same, path: /x, to: direct:a}\n"
            + route("b-{{tributary.mqtt.client-id}}", "direct:b", "log: x")
            + "- routeTemplate: {id: made, from: {uri: direct:c, steps: [{log: x}]}}\n"
            + "- routeTemplate: {id: made, from: {uri: direct:d, steps: [{log: x}]}}\n"
            + "- templatedRoute: {routeId: same, routeTemplateRef: made}\n");

    assertThat(check(folder, Map.of()))
        .filteredOn(finding -> finding.line() > 0)
        .extracting(finding -> finding.toString().replaceFirst(".*?/", ""))
        .containsExactly(
            "b.camel.yaml:3: the route id same must be unique but "
                + folder.getFileName()
                + "/a.camel.yaml has it",
            "b.camel.yaml:5: the route id b-{{tributary.mqtt.client-id}} must be without {{…}}",
            "b.camel.yaml:11: the template id made must be unique but "
                + folder.getFileName()
                + "/b.camel.yaml has it",
            "b.camel.yaml:12: the route id same must be unique but "
                + folder.getFileName()
                + "/a.camel.yaml has it");
  }

  @Test
  void warnOfATopicThatOnlyARouteNames() throws IOException {
    write("topics.yaml", "acme.*: { partitions: 1 }\n\"*\": { partitions: 6 }\n");
    write(
        "route.camel.yaml",
        route(
            "route",
            "direct:route",
            "to: topic:sensro",
            "to: topic:sensor",
            "to: topic:sensor.temperature",
            "to: topic:acme.any?copy=true",
            "toD: 'topic:${body.kind}'"));

    assertThat(Check.of(NO_CONFIG, Map.of(), Map.of(), folder, Gateway::passive).warnings())
        .filteredOn(warning -> warning.contains("topic:"))
        .singleElement()
        .asString()
        .endsWith(
            "route.camel.yaml:6: topic:sensro is named in neither kinds.yaml nor topics.yaml;"
                + " events would go to iot.sensro; did you mean sensor?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setBdy: {simple: x} | \"setBdy\" is unknown in \"steps\"; did you mean setBody?",
        "process: {ref: trottle} | there is no bean \"trottle\" for a route to refer to; did you"
            + " mean throttle?",
        "bean: {ref: nowhere} | there is no bean \"nowhere\" for a route to refer to",
        "to: {uri: hooks.example.com/x, parameters: {a: b}} | \"hooks.example.com/x\" is no"
            + " address: one begins with a component, as http:",
        "to: kafak:records | there is no component \"kafak\" for kafak:records; did you mean"
            + " kafka?",
        "to: kafka:records?lingrMs=5 | kafka has no option \"lingrMs\"; did you mean lingerMs?",
        "to: direct:normalise | direct:normalise needs a route that begins with it; did you mean"
            + " normalize?",
        "split: {simple: '${body}', timeout: 5x, steps: [{log: x}]} | \"timeout\" must be a"
            + " duration like 500, 500ms, 5s or 1h30m but is \"5x\"",
        "to: timer:x?period=5y | \"period\" must be a duration like 500, 500ms, 5s or 1h30m but is"
            + " \"5y\"",
        "to: seda:x?size=many | \"size\" must be a whole number but is \"many\"",
        "to: seda:x?waitForTaskToComplete=Sometimes | \"waitForTaskToComplete\" must be one of Never,"
            + " IfReplyExpected, Always but is \"Sometimes\"",
        "to: sql:select | there is no component \"sql\" for sql:select; java -jar tributary.jar add"
            + " camel-sql brings it",
        "marshal: {csv: {}} | there is no data format \"csv\"; java -jar tributary.jar add camel-csv"
            + " brings it",
        "setBody: {groovy: x} | there is no language \"groovy\"; java -jar tributary.jar add"
            + " camel-groovy brings it",
        "setBody: {jsonpath: '$.['} | the jsonpath expression \"$.[\" is wrong: ",
        "setExchangePattern: Both | it must be one of InOnly, InOut but is \"Both\"",
        "bean: {beanType: com.example.None} | there is no class \"com.example.None\"",
        "kamelet: {name: log-sinc} | there is no kamelet \"log-sinc\"; did you mean log-sink?",
        "setBody: {simple: '${nonsense}'} | the simple expression \"${nonsense}\" is wrong: Unknown"
            + " function: nonsense",
        "to: 'log:{{no.such.key}}' | Property with key [no.such.key] not found in properties",
      })
  void findTheWrongStepWithItsLine(String step, String problem) throws IOException {
    write("normalize.camel.yaml", route("normalize", "direct:normalize", "log: before", step));

    assertThat(check(folder, Map.of()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.line()).isEqualTo(7);
              assertThat(finding.file()).endsWith("/normalize.camel.yaml");
              assertThat(finding.problem()).startsWith(problem);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delay: {constant: 200}",
        "setBody: {constant: true}",
        "setHeader: {name: 5, constant: 3.50}",
        "loop: {constant: '3', copy: 'true', steps: [{log: x}]}",
        "sample: {messageFrequency: '3'}",
        "sample: {messageFrequency: '{{tributary.http.port}}'}",
        "throttle: {constant: 1, timePeriodMillis: 1000}",
        "filter: {simple: '${body}', disabled: TRUE, steps: [{log: x}]}",
        "log: {message: x, logging-level: WARN}",
        "loop: {constant: 2, do-while: false, steps: [{log: x}]}",
        "to: {uri: 'log:x', parameters: {show-headers: true}}",
      })
  void takeScalarsAndNamesAsCamelDoes(String step) throws IOException {
    write("a.camel.yaml", route("a", "timer:a", step));

    assertThat(check(folder, Map.of())).isEmpty();
  }

  @Test
  void findTheLineBelowWhatHoldsForAllRoutes() throws IOException {
    write(
        "b.camel.yaml",
        "- routeConfiguration:\n    id: named\n    onException:\n      - onException: {exception: [java.io.IOException], handled: {constant: true}}\n");
    write(
        "a.camel.yaml",
        "- onException:\n    exception: [java.lang.Exception]\n    handled: {constant: true}\n"
            + route(
                "a",
                "timer:a",
                "to: kafak:x",
                "split: {simple: '${body}', aggregationStrategy: none, steps: [{log: x}]}",
                "doTry: {steps: [{log: x}], doCatch: [{exception: [java.io.IOException], steps: [{to: kafak:y}]}],\n            doFinally: {steps: [{to: kafak:z}]}}",
                "aggregate: {correlationExpression: {constant: all}, completionSize: 2, aggregationStrategy: '#class:org.apache.camel.processor.aggregate.StringAggregationStrategy'}",
                "to: kafak:behind"));

    assertThat(check(folder, Map.of()))
        .extracting(finding -> finding.file().replaceFirst(".*?/", "") + ":" + finding.line())
        .containsExactly(
            "a.camel.yaml:9",
            "a.camel.yaml:10",
            "a.camel.yaml:11",
            "a.camel.yaml:12",
            "a.camel.yaml:14");
  }

  @Test
  void refuseWhatIsNoNumberAndNoBoolean() throws IOException {
    write(
        "a.camel.yaml",
        route("a", "timer:a", "sample: {messageFrequency: many, disabled: perhaps}"));

    assertThat(check(folder, Map.of()))
        .extracting(Finding::problem)
        .containsExactlyInAnyOrder(
            "\"messageFrequency\" must be a number but is \"many\"",
            "\"disabled\" must be true or false but is \"perhaps\"");
  }

  @Test
  void findWhatIsWrongBesideAFileThatIsNoUtf8() throws IOException {
    Files.createDirectories(folder.resolve("schemas"));
    Files.write(folder.resolve("schemas/old.json"), new byte[] {'"', (byte) 0xe9, '"'});
    write("a.camel.yaml", route("a", "direct:a", "process: {ref: nobody}"));

    assertThat(check(folder, Map.of()))
        .extracting(finding -> finding.file().replaceFirst(".*?/", ""))
        .contains("a.camel.yaml");
  }

  @Test
  void findAllProblemsOfAllFilesAtOnce() throws IOException {
    write("a.camel.yaml", route("a", "direct:a", "to: kafak:x", "process: {ref: nobody}"));
    write("deeper/b.camel.yaml", route("b", "direct:a", "to: direct:c"));
    write("c.camel.yaml", "- route:\n  id: [");

    assertThat(check(folder, Map.of()))
        .extracting(finding -> finding.file().replaceFirst(".*?/", "") + ":" + finding.line())
        .containsExactly(
            "a.camel.yaml:6",
            "a.camel.yaml:7",
            "c.camel.yaml:2",
            "deeper/b.camel.yaml:4",
            "deeper/b.camel.yaml:6");
  }

  @Test
  void findAllProblemsOfAFileInWhichSomeBreakTheSchema() throws IOException {
    write(
        "a.camel.yaml",
        "- beans:\n    - {name: first, type: com.example.Nowhere}\n    - {name: second, type: java.util.ArrayList}\n"
            + route(
                "a",
                "timer:a",
                "logg: x",
                "setBody: {simpel: x}",
                "delay: {constant: 1, asyncDelay: true}",
                "to: kafak:x",
                "bean: {ref: second}",
                "process: {ref: nobody}")
            + "- rote: {}\n"
            + route("b", "timer:b", "to: kafak:y"));

    assertThat(check(folder, Map.of()))
        .extracting(Finding::line)
        .containsExactly(2, 9, 10, 11, 12, 14, 15, 21);
  }

  @Test
  void nameAFileThatHoldsRoutesUnderAnotherName() throws IOException {
    write("a.camel.yml", route("a", "timer:a", "log: x"));
    write("more/b.yaml", route("b", "timer:b", "log: x"));
    write("more/petstore.yaml", "openapi: 3.0.0\n");
    write("more/list.yaml", "- one\n- two: 2\n");

    assertThat(check(folder, Map.of()))
        .extracting(finding -> finding.toString().replaceFirst(".*?/", ""))
        .containsExactly(
            "a.camel.yml: holds routes but is not read: its name must end in .camel.yaml"
                + " (a.camel.yaml)",
            "more/b.yaml: holds routes but is not read: its name must end in .camel.yaml"
                + " (b.camel.yaml)");
  }

  @Test
  void sayWhatMayBeTheCauseOfAMissingRoute() throws IOException {
    write("a.camel.yaml", route("a", "timer:a", "to: direct:b"));
    write("b.camel.yaml", "- route: [");

    assertThat(check(folder, Map.of()).get(0).problem())
        .startsWith(
            "direct:b needs a route that begins with it, unless it stands in what cannot be read: ")
        .contains("b.camel.yaml:1: this is no YAML");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "toD: 'http:far/${body}'                    | true",
        "toD: 'http:far/${header.path}'             | true",
        "recipientList: {simple: 'file:${body}'}    | true",
        "enrich: {simple: 'http:far/${header.id}'}  | true",
        "toD: 'topic:${body.kind}'                  | false",
        "toD: 'http:far/${date:now:yyyy}'           | false",
        "to: http:far/{{tributary.http.port}}       | false",
      })
  void warnOfPlaceholdersThatAMessageBrings(String step, boolean warned) throws IOException {
    write("a.camel.yaml", route("a", "timer:a", step));

    assertThat(Check.of(NO_CONFIG, Map.of(), Map.of(), folder, Gateway::passive).warnings())
        .filteredOn(warning -> warning.contains("takes its address from a message"))
        .hasSize(warned ? 1 : 0);
  }

  @Test
  void makeRoutesFromTemplatesThatStandInOtherFiles() throws IOException {
    write(
        "a.camel.yaml",
        "- templatedRoute: {routeTemplateRef: made, parameters: [{name: to, value: kafak}]}\n"
            + route("b", "timer:b", "to: direct:made-kafak"));
    write(
        "b.camel.yaml",
        """
        - routeTemplate:
            id: made
            parameters: [{name: to}]
            from:
              uri: "direct:made-{{to}}"
              steps:
                - log: x
                - to: "{{to}}:x"
        """);

    assertThat(check(folder, Map.of()))
        .singleElement()
        .asString()
        .endsWith(
            "b.camel.yaml:8: there is no component \"kafak\" for kafak:x; did you mean kafka?");
  }

  @Test
  void liftAGuardThatTheSettingsName() throws IOException {
    write(
        "a.camel.yaml",
        LISTENER
            + route(
                "a", "direct:a", "to: kafka:records?batchWithIndividualHeaders=true&maxBlockMs=5"));

    assertThat(check(folder, Map.of())).hasSize(1);
    assertThat(check(folder, Map.of("tributary.unsafe", "kafka.maxBlockMs"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to: kafka:records?max-block-ms=5&batchWithIndividualHeaders=true",
        "to: kafka:records?MAXBLOCKMS=5&batchWithIndividualHeaders=true",
        "to: {uri: kafka:records, parameters: {max-block-ms: 5, batch-with-individual-headers: true}}",
        "to: {uri: kafka, parameters: {topic: records, maxBlockMs: 5, batchWithIndividualHeaders: true}}",
      })
  void guardAnOptionHoweverItIsWritten(String step) throws IOException {
    write("a.camel.yaml", LISTENER + route("a", "direct:a", step));

    assertThat(check(folder, Map.of()))
        .singleElement()
        .asString()
        .contains(
            ":17: kafka.maxBlockMs must be 0, as it carries no protocol thread ever waiting, but is"
                + " \"5\" (tributary.unsafe=kafka.maxBlockMs lifts the guard)");
    write("a.camel.yaml", route("a", "timer:own", step));
    assertThat(check(folder, Map.of())).isEmpty();
  }

  @Test
  void holdRoutesOfTheOperatorsOwnToNoGuard() throws IOException {
    String free = "to: kafka:records?key=k&requestRequiredAcks=1&maxBlockMs=5";
    write(
        "a.camel.yaml",
        "- onException: {exception: [java.lang.Exception], steps: [{%s}]}\n".formatted(free)
            + route("a", "timer:a", free, "to: direct:b")
            + route("b", "direct:b", free));

    assertThat(check(folder, Map.of())).isEmpty();
  }

  @Test
  void compareRestPathsWithTheAddressTemplates() throws IOException {
    write(
        "a.camel.yaml",
        """
        - rest:
            path: /v1
            post:
              - path: /things/{device}/telemetri
                to: direct:a
              - path: /telemetry
                to: direct:a
        """
            + route("a", "direct:a", "log: x"));

    assertThat(check(folder, Map.of("tributary.addresses", "things/{device}/telemetry")))
        .extracting(Finding::problem)
        .containsExactly(
            "the address template things/{device}/telemetry needs \"post: path:"
                + " /things/{device}/telemetry\", or no device can reach it by HTTP; [mqtt] behind the"
                + " template says that none should",
            "POST /v1/things/{device}/telemetri matches no address template, so that every message"
                + " to it would be refused (tributary.addresses); did you mean"
                + " /v1/things/{device}/telemetry?");
  }

  @Test
  void nameFileAndLineOfAWrongSetting() throws IOException {
    Path config = folder.resolve("application.properties");
    Files.writeString(config, "\ntributary.http.prt=1\n");

    assertThat(Check.of(config, Map.of(), Map.of(), folder, Gateway::passive).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.file()).isEqualTo("application.properties");
              assertThat(finding.line()).isEqualTo(2);
            });
  }

  @Test
  void findWhatIsWrongInCasesAndSchemas() throws IOException {
    write("cases/a.yaml", "- name: x\n  sent: {protocol: mqt}\n  expected: {}\n");
    write("mappings/acme.jslt", "[]");
    write("schemas/acme.schema.json", "{\"type\": \"objekt\"}");
    write("schemas/acmee.schema.json", "{}");
    write("schemas/event.schema.json", "{\n  x\n}");

    assertThat(check(folder, Map.of()))
        .extracting(finding -> finding.toString().replaceFirst(".*?/", ""))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "cases/a.yaml:2: protocol must be one of mqtt, coap, http, camel but is"
                            + " \"mqt\"; did you mean mqtt?"),
            line -> assertThat(line).startsWith("schemas/acme.schema.json: this is no JSON Schema"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "schemas/acmee.schema.json: a schema has the name of a mapping but there is"
                            + " no mapping \"acmee\"; did you mean acme?"),
            line -> assertThat(line).startsWith("schemas/event.schema.json:2: this is no JSON: "));
  }

  private static List<Finding> check(Path routes, Map<String, String> sets) {
    return Check.of(NO_CONFIG, Map.of(), sets, routes, Gateway::passive).findings();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String route(String id, String from, String... steps) {
    return "- route:\n    id: %s\n    from:\n      uri: %s\n      steps:\n        - %s\n"
        .formatted(id, from, String.join("\n        - ", steps));
  }
}
