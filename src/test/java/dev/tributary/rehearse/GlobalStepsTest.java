package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.Check;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.runtime.Gateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stands beside routes holds for all of a file, or for all routes. None of it changes what
 * becomes of a message of a device.
 */
class GlobalStepsTest {
  private static final String OWN =
      "- route: {id: own, from: {uri: 'direct:own', steps: [{to: 'log:own?level=OFF'}]}}\n";
  private static final String CASES =
      """
      - name: stored
        sent: {protocol: http, json: {temp: 21.5}}
        expected: {answer: stored, records: [{topic: sensor.temperature}]}
      - name: unreadable
        sent: {protocol: mqtt, text: '{"temp": '}
        expected: {answer: unreadable, dead-letters: [{reason: unreadable, key: dev-1}]}
      """;

  /** In the build each stands in one of them, with -Dtributary.edits.all in each. */
  private static final List<String> PLACES =
      List.of("own-1.camel.yaml", "ingest-mqtt.camel.yaml", "route.camel.yaml");

  private static final boolean ALL = Boolean.getBoolean("tributary.edits.all");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- errorHandler: {noErrorHandler: {}}",
        "- errorHandler: {deadLetterChannel: {deadLetterUri: 'log:dead?level=OFF'}}",
        "- errorHandler: {defaultErrorHandler: {redeliveryPolicy: {maximumRedeliveries: 2, redeliveryDelay: '10'}}}",
        "- onException: {exception: [java.lang.Throwable], handled: {constant: 'true'}, steps: [{to: 'log:x?level=OFF'}]}",
        "- onException: {exception: [java.lang.Throwable], continued: {constant: 'true'}, steps: [{to: 'log:x?level=OFF'}]}",
        "- onException: {exception: [dev.tributary.contract.Rejection], handled: {constant: 'true'}, steps: [{to: 'log:x?level=OFF'}]}",
        "- onCompletion: {steps: [{to: 'log:x?level=OFF'}]}",
        "- onCompletion: {mode: BeforeConsumer, steps: [{setBody: {constant: gone}}]}",
        "- onCompletion: {onFailureOnly: true, mode: BeforeConsumer, steps: [{stop: {}}]}",
        "- intercept: {steps: [{stop: {}}]}",
        "- intercept: {steps: [{setBody: {constant: gone}}]}",
        "- interceptFrom: {steps: [{stop: {}}]}",
        "- interceptSendToEndpoint: {uri: 'kafka*', skipSendToOriginalEndpoint: 'true', steps: [{to: 'log:x?level=OFF'}]}",
        "- interceptSendToEndpoint: {uri: 'direct:publish', skipSendToOriginalEndpoint: 'true', steps: [{to: 'log:x?level=OFF'}]}",
        "- interceptSendToEndpoint: {uri: '*', steps: [{setBody: {constant: gone}}]}",
        "- routeConfiguration: {errorHandler: {deadLetterChannel: {deadLetterUri: 'log:dead?level=OFF'}}}",
        "- routeConfiguration: {errorHandler: {noErrorHandler: {}}}",
        "- routeConfiguration: {onException: [{onException: {exception: [java.lang.Throwable], handled: {constant: 'true'}, steps: [{to: 'log:x?level=OFF'}]}}]}",
        "- routeConfiguration: {onException: [{onException: {exception: [dev.tributary.contract.Rejection], continued: {constant: 'true'}, steps: [{to: 'log:x?level=OFF'}]}}]}",
        "- routeConfiguration: {onCompletion: [{onCompletion: {mode: BeforeConsumer, steps: [{setBody: {constant: gone}}]}}]}",
        "- routeConfiguration: {intercept: [{intercept: {steps: [{stop: {}}]}}]}",
        "- routeConfiguration: {interceptFrom: [{interceptFrom: {steps: [{stop: {}}]}}]}",
        "- routeConfiguration: {interceptSendToEndpoint: [{interceptSendToEndpoint: {uri: 'kafka*', skipSendToOriginalEndpoint: 'true', steps: [{to: 'log:x?level=OFF'}]}}]}",
      })
  void areRefusedOrChangeNothingForMessagesOfDevices(String global) throws Exception {
    int one = Math.floorMod(global.hashCode(), PLACES.size());
    for (String file : ALL ? PLACES : PLACES.subList(one, one + 1)) {
      PipelineFolder routes = PipelineFolder.copy(folder.resolve(file));
      boolean own = file.startsWith("own");
      routes.save(file, global + "\n" + (own ? OWN : routes.read(file)));
      List<Finding> findings =
          Check.folder(Rehearsed.load(Map.of()), Project.read(routes.path()), Gateway::passive);
      if (findings.isEmpty()) {
        try (Rehearsed rehearsed = new Rehearsed(routes.path(), Map.of())) {
          assertThat(rehearsed.runAll(CASES))
              .as(file)
              .allSatisfy(each -> assertThat(each).isEmpty());
        }
      } else {
        String name = global.replaceFirst("- (routeConfiguration: \\{)?(\\w+).*", "$2");
        assertThat(findings)
            .as(file)
            .allSatisfy(finding -> assertThat(finding.line()).isEqualTo(1))
            .anySatisfy(finding -> assertThat(finding.problem()).startsWith(name));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- errorHandler: {deadLetterChannel: {deadLetterUri: 'log:dead?level=OFF'}}",
        "- onException: {exception: [java.lang.Throwable], handled: {constant: 'true'}, steps: [{to: 'log:x?level=OFF'}]}",
        "- onCompletion: {steps: [{to: 'log:x?level=OFF'}]}",
        "- intercept: {steps: [{to: 'log:x?level=OFF'}]}",
        "- interceptFrom: {steps: [{to: 'log:x?level=OFF'}]}",
        "- interceptSendToEndpoint: {uri: 'log:own*', steps: [{setBody: {constant: x}}]}",
        "- routeConfiguration: {id: mine, intercept: [{intercept: {steps: [{stop: {}}]}}]}",
        "- routeConfiguration: {id: mine, onException: [{onException: {exception: [java.lang.Throwable], handled: {constant: 'true'}, steps: [{to: 'log:x?level=OFF'}]}}]}",
        "- routeConfiguration: {onException: [{onException: {exception: [java.io.IOException], redeliveryPolicy: {maximumRedeliveries: '1'}, handled: {constant: 'true'}, steps: [{to: direct:on-failure}]}}]}",
      })
  void areAcceptedForRoutesOfOnesOwn(String global) throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder);
    routes.save("own-1.camel.yaml", global + "\n" + OWN);

    assertThat(
            Check.folder(Rehearsed.load(Map.of()), Project.read(routes.path()), Gateway::passive))
        .isEmpty();
    try (Rehearsed rehearsed = new Rehearsed(routes.path(), Map.of())) {
      assertThat(rehearsed.runAll(CASES)).allSatisfy(each -> assertThat(each).isEmpty());
    }
  }
}
