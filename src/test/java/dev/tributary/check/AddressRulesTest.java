package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.project.Finding;
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
import org.junit.jupiter.params.provider.ValueSource;

/** No two routes have one address, and none has one of a device. */
class AddressRulesTest {
  @TempDir private Path directory;
  private PipelineFolder folder;

  @BeforeEach
  void copy() throws IOException {
    folder = PipelineFolder.copy(directory.resolve("routes"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "platform-http:/v1/telemetry",
        "platform-http:/v1/devices/{id}/telemetry?httpMethodRestrict=POST",
        "platform-http:/v1/something",
        "rest:post:/v1/x",
        "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/devices/mine",
        "coaps://0.0.0.0:5684/regions/{any}",
        "coap+tcp://0.0.0.0:5683/own",
        "paho-mqtt5:own?clientId={{tributary.mqtt.client-id}}"
      })
  void nothingTakesAnAddressOfThePipelines(String uri) throws IOException {
    // before the pipeline's in the order of names
    folder.save("a-first.camel.yaml", route("greedy", uri));

    assertThat(problems())
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.toString()).contains("a-first.camel.yaml:4: "));
  }

  @Test
  void theTopicsOfDevicesAreOneRoutes() throws IOException {
    folder.save("z.camel.yaml", route("greedy", "paho-mqtt5:{{tributary.mqtt.topics}}"));

    assertThat(problems())
        .filteredOn(found -> found.problem().contains("the subscription"))
        .singleElement()
        .asString()
        .contains("z.camel.yaml:4: the subscription", "ingest-mqtt.camel.yaml:7");
  }

  @Test
  void bothPlacesAreNamed() throws IOException {
    folder.save("one.camel.yaml", route("one", "platform-http:/own/{a}?httpMethodRestrict=GET"));
    folder.save(
        "two.camel.yaml", route("two", "platform-http:own/{b}/?httpMethodRestrict=POST,GET"));

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("two.camel.yaml:4: /own/{b} belongs to another route")
        .contains("one.camel.yaml:4)");
  }

  @Test
  void aClientIdIsOneRoutesWhoeverUsesIt() throws IOException {
    String broker = "?brokerUrl=tcp://far:1883&clientId=mine";
    folder.save("one.camel.yaml", route("one", "paho-mqtt5:a" + broker));
    folder.save(
        "two.camel.yaml",
        route("two", "timer:two").replace("stop: {}", "to: paho-mqtt5:b" + broker));
    folder.save(
        "three.camel.yaml", route("three", "paho-mqtt5:c?brokerUrl=tcp://near&clientId=mine"));

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("two.camel.yaml:6: the clientId mine at tcp://far:1883");
  }

  @Test
  void otherPathsMethodsClientsAreTheirOwn() throws IOException {
    folder.save(
        "own.camel.yaml",
        route("a", "platform-http:/own?httpMethodRestrict=GET")
            + route("b", "platform-http:/own?httpMethodRestrict=POST")
            + route("c", "platform-http:/{any}/telemetry")
            + route("d", "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/own")
            + route(
                "g",
                "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/x?coapMethodRestrict=GET,POST")
            + route("e", "paho-mqtt5:devices/#?clientId=another")
            + route("f", "paho-mqtt5:own"));

    assertThat(problems()).isEmpty();
  }

  @Test
  void aRestConfigurationMovesNoAddressOfADevice() throws IOException {
    folder.save(
        "own.camel.yaml",
        """
        - restConfiguration:
            bindingMode: json
            contextPath: /api
            component: coap
            inlineRoutes: true
        """);

    assertThat(problems())
        .filteredOn(finding -> finding.file().endsWith("own.camel.yaml"))
        .extracting(Finding::line)
        .containsExactlyInAnyOrder(3, 4, 5);
  }

  @Test
  void whatIsHandedOverHasAnAddressOfADevice() throws IOException {
    folder.save(
        "own.camel.yaml",
        route("a", "timer:a").replace("stop: {}", "to: ingest:devices/a/telemetry")
            + route("b", "timer:b").replace("stop: {}", "to: ingest:device/a/telemetry"));
    folder.edit("normalize.camel.yaml", "to: direct:route", "to: ingest:devices/a/telemetry");

    assertThat(problems())
        .extracting(Finding::toString)
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("own.camel.yaml:12: ingest:device/a/telemetry matches no"))
        .anySatisfy(
            problem -> assertThat(problem).contains("normalize.camel.yaml:", "the pipeline's"))
        .noneSatisfy(problem -> assertThat(problem).contains("own.camel.yaml:6"));
  }

  private List<Finding> problems() {
    return Check.of(Path.of("none.properties"), Map.of(), Map.of(), folder.path(), Gateway::passive)
        .findings();
  }

  private static String route(String id, String uri) {
    return """
    - route:
        id: %s
        from:
          uri: "%s"
          steps:
            - stop: {}
    """
        .formatted(id, uri);
  }
}
