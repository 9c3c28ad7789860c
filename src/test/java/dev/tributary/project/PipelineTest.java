package dev.tributary.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    assertThat(List.of("direct:one", "direct:two", "direct:three", "direct:four"))
        .allMatch(pipeline::isOurs);
    assertThat(pipeline.isOurs("direct:own")).isFalse();
  }
}
