package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepRulesTest {
  private static final String TO_PUBLISH = "        - to: direct:publish\n";

  @TempDir private Path folder;
  private PipelineFolder routes;

  @BeforeEach
  void copy() throws IOException {
    routes = PipelineFolder.copy(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- route: {id: own, from: {uri: 'timer:x', steps: []}}",
        "- route: {id: own, from: {uri: 'seda:x', steps: []}}",
      })
  void refuseARouteWithoutSteps(String route) throws IOException {
    routes.save("own.camel.yaml", route);

    assertThat(check().findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding)
                    .asString()
                    .endsWith(
                        "own.camel.yaml:1: a route needs at least one step, or Camel does not start it"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dynamicRouter: {constant: direct:publish}",
        "dynamicRouter: {simple: 'log:x?level=OFF'}",
        "dynamicRouter: {expression: {constant: direct:publish}}",
      })
  void refuseADynamicRouterWithoutEnd(String step) throws IOException {
    routes.edit("route.camel.yaml", TO_PUBLISH, "        - " + step + "\n" + TO_PUBLISH);

    assertThat(check().findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.problem()).contains("until there is none");
              assertThat(finding.line()).isPositive();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delay: {constant: '100', asyncDelayed: false} | delay waits on the listener's thread",
        "throttle: {constant: '10'} | throttle waits on the listener's thread",
        "poll: {uri: 'file:in'} | poll waits on the listener's thread",
        "pollEnrich: {constant: 'file:in', timeout: '5000'} | pollEnrich waits on the listener's thread",
        "setVariable: {name: outcome, constant: x} | may only be read: setVariable changes nothing",
        "removeVariable: {name: outcome} | may only be read: removeVariable changes nothing",
        "threads: {poolSize: 2} | may overtake each other",
        "to: 'seda:x?waitForTaskToComplete=Always' | seda with waitForTaskToComplete=Always waits",
        "to: {uri: 'seda:x', parameters: {size: 5, blockWhenFull: true}} | seda with blockWhenFull",
        "to: 'http://lookup:80/x' | http waits for its answer",
        "enrich: {constant: 'https://lookup:443/x'} | https waits for its answer",
      })
  void warnOfWhatHoldsUpAListener(String step, String warning) throws IOException {
    routes.edit("route.camel.yaml", TO_PUBLISH, "        - " + step + "\n" + TO_PUBLISH);
    routes.save(
        "own.camel.yaml",
        """
        - route: {id: x, from: {uri: 'seda:x', steps: [{log: x}]}}
        - route: {id: own, from: {uri: 'timer:x', steps: [{%s}, {log: x}]}}
        """
            .formatted(step));

    assertThat(check().findings()).isEmpty();
    assertThat(check().warnings())
        .filteredOn(line -> line.contains(warning))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("/route.camel.yaml:"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delay: {constant: '100'}",
        "throttle: {constant: '10', rejectExecution: true}",
        "pollEnrich: {constant: 'file:in', timeout: '0'}",
        "to: 'seda:x?size=5'",
        "to: 'log:x'",
      })
  void sayNothingOfWhatDoesNotWait(String step) throws IOException {
    routes.edit("route.camel.yaml", TO_PUBLISH, "        - " + step + "\n" + TO_PUBLISH);
    routes.save("own.camel.yaml", "- route: {id: x, from: {uri: 'seda:x', steps: [{log: x}]}}");

    assertThat(check().warnings()).noneMatch(line -> line.contains("listener's thread"));
  }

  @Test
  void findNothingInTheShippedRoutes() {
    assertThat(check().findings()).isEmpty();
    assertThat(check().warnings()).noneMatch(line -> line.contains("listener's thread"));
  }

  private Check check() {
    return Check.of(Path.of("none"), Map.of(), Map.of(), folder, Gateway::passive);
  }
}
