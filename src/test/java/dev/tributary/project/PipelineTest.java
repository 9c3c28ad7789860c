package dev.tributary.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
  private static final List<String> ADDRESSES =
      List.of("/devices/{device}/telemetry", "/gateways/{gateway}/telemetry");

  @Test
  void holdsAllShippedRoutes() {
    Pipeline pipeline = Pipeline.of(RouteFolder.read(Path.of("routes")).trees(), ADDRESSES);

    assertThat(
            List.of(
                "paho-mqtt5:{{tributary.mqtt.topics}}",
                "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/",
                "rest:post:/v1:/devices/{device}/telemetry",
                "direct:ingest-http",
                "direct:normalize",
                "direct:route",
                "direct:publish",
                "direct:on-failure"))
        .allMatch(pipeline::isOurs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "paho-mqtt5:commands/#                        | false",
        "coap://0.0.0.0:5683/devices/{device}/config  | true",
        "coap://0.0.0.0:5683/own                      | false",
        "rest://post:/v1:/devices/%7Bdevice%7D/status?a=b | true",
        "rest:get:/status                             | false",
        "rest:get:v1:/own                             | true",
        "platform-http:/v1/own                        | true",
        "platform-http:/v10                           | false",
        "timer:tick                                   | false",
        "direct:nowhere                               | false",
        "direct://normalize?failIfNoConsumers=false   | true",
      })
  void goesByTheAddress(String uri, boolean ours) {
    Pipeline pipeline = Pipeline.of(RouteFolder.read(Path.of("routes")).trees(), ADDRESSES);

    assertThat(pipeline.isOurs(uri)).isEqualTo(ours);
  }

  @Test
  void reachesWhatStepsName() throws Exception {
    String text =
        """
        - route:
            from:
              uri: paho-mqtt5:{{tributary.mqtt.topics}}
              steps:
                - choice:
                    when:
                      - simple: ${body} == 1
                        steps:
                          - toD: direct:one
                    otherwise:
                      steps:
                        - recipientList:
                            constant: direct:two,direct:three
                - to: seda:queue?size=10
                - toD: direct:by-${header.name}
        - from:
            uri: seda:queue
            steps:
              - to: direct:five
        - from:
            uri: direct:by-north
            steps:
              - to: direct:six
        - from:
            uri: direct:one
            steps:
              - to: direct:four
        - from:
            uri: timer:x
            steps:
              - to: direct:own
        """;

    Pipeline pipeline =
        Pipeline.of(List.of(YamlTree.parse(text, "a.camel.yaml", Path.of("a"))), ADDRESSES);

    assertThat(
            List.of(
                "direct:one",
                "direct:two",
                "direct:three",
                "direct:four",
                "seda:queue",
                "direct:five",
                "direct:by-north",
                "direct:six"))
        .allMatch(pipeline::isOurs);
    assertThat(pipeline.isOurs("direct:own")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toD: '${variable.next}'",
        "toD: {uri: '${variable.next}'}",
        "toD: 'direct:${variable.next}'",
        "recipientList: {variable: next}",
        "recipientList: {simple: '${variable.next}', parallelProcessing: true}",
        "routingSlip: {expression: {simple: '${variable.next}'}}",
        "dynamicRouter: {method: {ref: next}}",
        "enrich: {simple: 'direct:${variable.next}'}",
        "wireTap: {uri: 'seda:${variable.next}'}",
        "to: 'direct:{{next}}'",
      })
  void reachesAnyButOwnRoutesWhereNothingOfAnAddressIsWritten(String step) throws Exception {
    Pipeline pipeline = pipeline(step);

    assertThat(List.of("direct:one", "seda:queue", "direct:six")).allMatch(pipeline::isOurs);
    assertThat(pipeline.isOurs("direct:own")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to: {uri: direct, parameters: {name: one}}",
        "recipientList: {constant: 'log:a;direct:one', delimiter: ';'}",
        "toD: 'direct:on${variable.next}'",
        "recipientList: {groovy: \"body ? 'direct:one' : 'log:x'\"}",
        "wireTap: direct://one?block=false",
        "recipientList: {constant: direct:one, parallelProcessing: true}",
      })
  void reachesOnlyWhatIsWritten(String step) throws Exception {
    Pipeline pipeline = pipeline(step);

    assertThat(pipeline.isOurs("direct:one")).isTrue();
    assertThat(List.of("direct:six", "seda:queue", "direct:own")).noneMatch(pipeline::isOurs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log: goes to direct:one",
        "to: {uri: log:a, description: not direct:one}",
        "toD: 'log:${variable.next}'",
        "to: indirect:one",
      })
  void reachesNothingByProseAndOtherSchemes(String step) throws Exception {
    assertThat(pipeline(step).isOurs("direct:one")).isFalse();
  }

  private static Pipeline pipeline(String step) throws Exception {
    String text =
        """
        - route: {from: {uri: 'paho-mqtt5:{{tributary.mqtt.topics}}', steps: [{%s}]}}
        - route: {from: {uri: direct:one, steps: [{log: a}]}}
        - route: {from: {uri: 'seda:queue?size=5', steps: [{to: direct:six}]}}
        - route: {from: {uri: direct:six, steps: [{log: a}]}}
        - route: {from: {uri: direct:own, steps: [{log: a}]}}
        - route: {from: {uri: 'timer:x', steps: [{to: direct:own}]}}
        """
            .formatted(step);
    return Pipeline.of(List.of(YamlTree.parse(text, "a.camel.yaml", Path.of("a"))), ADDRESSES);
  }
}
