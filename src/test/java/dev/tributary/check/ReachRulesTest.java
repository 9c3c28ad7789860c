package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

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

class ReachRulesTest {
  private static final String TO_PUBLISH = "        - to: direct:publish\n";

  @TempDir private Path folder;
  private PipelineFolder routes;

  @BeforeEach
  void copyTheRoutes() throws IOException {
    routes = PipelineFolder.copy(folder);
  }

  @Test
  void warnOfEachListenerWhoseMessagesEndUnpublished() throws IOException {
    routes.edit("route.camel.yaml", TO_PUBLISH, "");

    assertThat(check().findings()).isEmpty();
    assertThat(warnings())
        .hasSize(12)
        .allSatisfy(
            warning -> assertThat(warning).contains("can reach publish, on-failure or drop:"))
        .anySatisfy(warning -> assertThat(warning).contains("ingest-mqtt.camel.yaml:"))
        .anySatisfy(warning -> assertThat(warning).contains("ingest-coap.camel.yaml:"))
        .anySatisfy(warning -> assertThat(warning).contains("ingest-http.camel.yaml:"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- log: gone",
        "- wireTap: {uri: direct:publish}",
        "- to: seda:later",
        "- to: {uri: seda:later}",
        "- stop: {}\n- to: direct:publish",
        "- to: {uri: direct:publish, disabled: true}",
        "- to: log:direct:publish",
        "- multicast: {steps: [{log: a}, {wireTap: {uri: direct:publish}}]}",
      })
  void warnWhereOnlyACopyOrNothingGetsThere(String steps) throws IOException {
    edit(steps);

    assertThat(warnings()).hasSize(12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- to: direct:publish?block=false",
        "- choice: {when: [{simple: '${body} != null', steps: [{to: direct:publish}]}]}",
        "- choice: {when: [{simple: '${body} != null', steps: [{log: a}]}], otherwise: {steps: [{to:"
            + " direct:publish}]}}",
        "- multicast: {steps: [{log: a}, {to: direct:publish}]}",
        "- doTry: {steps: [{log: a}], doFinally: {steps: [{to: direct:publish}]}}",
        "- recipientList: {constant: 'log:a,direct:publish'}",
        "- recipientList: {simple: '${header.to}'}",
        "- routingSlip: {simple: '${header.to}'}",
        "- toD: {uri: 'direct:${header.to}'}",
        "- to: drop:not-wanted",
        "- to: direct:on-failure",
        "- throwException: {exceptionType: java.lang.IllegalStateException, message: x}",
        "- to: {uri: seda:later, parameters: {waitForTaskToComplete: Always}}",
        "- wireTap: {uri: direct:publish}\n- to: direct:publish",
      })
  void acceptEachWayThatGetsThere(String steps) throws IOException {
    edit(steps);

    assertThat(check().findings()).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- to: drop:Not Wanted | drop:<why> takes a reason of 1 to 40 characters",
        "- to: 'drop:{{tributary.mqtt.client-id}}' | written out; got drop:{{",
        "- toD: {uri: 'drop:${header.why}'} | written out; got drop:${header.why}",
        "- to: {uri: 'drop:'} | drop:<why> takes a reason",
        "- wireTap: {uri: drop:tapped} | drop:tapped decides about the message",
        "- multicast: {steps: [{to: drop:branch}, {to: direct:publish}]} | drop:branch decides",
        "- loop: {constant: 2, copy: true, steps: [{to: drop:turn}]} | drop:turn decides",
        "- split: {simple: '${body}', steps: [{split: {simple: '${body}', steps: [{to: drop:part}]}}]}"
            + " | drop:part decides",
      })
  void refuseADropThatIsWrongOrDecidesNothing(String steps, String problem) throws IOException {
    edit(steps + "\n- to: direct:publish");

    assertThat(check().findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.file()).endsWith("route.camel.yaml");
              assertThat(finding.line()).isGreaterThan(40);
              assertThat(finding.problem()).contains(problem);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- to: direct:route",
        "- to: direct:normalize",
        "- wireTap: {uri: direct:route}",
        "- multicast: {steps: [{log: a}, {to: direct:route}]}",
        "- doTry: {steps: [{to: direct:route}], doCatch: [{exception: [java.lang.Exception]}]}",
        "- to: seda:back",
      })
  void refuseRoutesThatCallEachOtherInACircle(String steps) throws IOException {
    routes.save(
        "back.camel.yaml",
        "- route: {id: back, from: {uri: seda:back, steps: [{to: direct:route}]}}");
    edit(steps + "\n- to: direct:publish");

    assertThat(check().findings())
        .anySatisfy(
            finding ->
                assertThat(finding.problem())
                    .contains(
                        "leads back here without a condition, so that no message ever leaves"))
        .allSatisfy(finding -> assertThat(finding.line()).isPositive());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- choice: {when: [{simple: '${header.next} != null', steps: [{to: direct:route}]}]}",
        "- filter: {simple: '${header.next} != null', steps: [{to: direct:route}]}",
        "- stop: {}\n- to: direct:route",
      })
  void acceptACircleThatAMessageMayLeave(String steps) throws IOException {
    edit("- to: direct:publish\n" + steps);

    assertThat(check().findings()).isEmpty();
  }

  @Test
  void acceptADropOfAnEventInASplit() throws IOException {
    edit(
        "- split: {simple: '${body}', steps: [{filter: {simple: '${body.kind} == ''rssi''', steps:"
            + " [{to: drop:signal}]}}]}\n- to: direct:publish");

    assertThat(check().findings()).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  private void edit(String steps) throws IOException {
    routes.edit("route.camel.yaml", TO_PUBLISH, steps.indent(8));
    routes.save(
        "later.camel.yaml",
        """
        - route:
            id: later
            from:
              uri: seda:later
              steps:
                - to: direct:publish
        """);
  }

  private Check check() {
    return Check.of(
        Path.of("there-is-none.properties"), Map.of(), Map.of(), folder, Gateway::passive);
  }

  private List<String> warnings() {
    return check().warnings().stream().filter(line -> line.contains("no message")).toList();
  }
}
