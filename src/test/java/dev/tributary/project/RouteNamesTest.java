package dev.tributary.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

class RouteNamesTest {
  private static final String TEXT =
      """
      # a comment
      - from:
          uri: direct:first
          steps:
            - log: |
                two
                lines "é \\u0001
            - setBody:
                constant: 5

      - route:
          # no id
          from:
            uri: direct:second
            steps: [ {stop: {}},
              {filter: {simple: "${body} == null",
                steps: [ {log: x} ]}} ]
      - route: {id: kitchen-2, from: {uri: direct:third, steps: [{log: }]}}
      """;

  @Test
  void nameRoutesAfterTheirFileAndLeaveEachPartInItsLine() throws Exception {
    YamlTree tree = YamlTree.parse(TEXT, "kitchen.camel.yaml", Path.of("kitchen.camel.yaml"));

    try (DefaultCamelContext named = load(tree.text());
        DefaultCamelContext written = load(TEXT)) {
      assertThat(named.getRouteDefinitions())
          .extracting(RouteDefinition::getRouteId)
          .containsExactly("kitchen", "kitchen-3", "kitchen-2");
      assertThat(named.getRouteDefinitions())
          .extracting(RouteNamesTest::places)
          .isEqualTo(written.getRouteDefinitions().stream().map(RouteNamesTest::places).toList());
    }
    assertThat(tree.finding("/0/route/from/steps/1", "x").line()).isEqualTo(8);
    assertThat(tree.finding("/1/route/from/uri", "x").line()).isEqualTo(14);
  }

  @Test
  void leaveAFileAloneInWhichEachRouteHasAnId() throws Exception {
    String text = "- route: {id: a, from: {uri: direct:a, steps: [{log: x}]}} # so\n";

    assertThat(YamlTree.parse(text, "a", Path.of("a.camel.yaml")).text()).isEqualTo(text);
  }

  private static DefaultCamelContext load(String text) throws Exception {
    DefaultCamelContext camel = new DefaultCamelContext(false);
    camel.setSourceLocationEnabled(true);
    camel.build();
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(ResourceHelper.fromString("file:/kitchen.camel.yaml", text));
    return camel;
  }

  /** What a route is made of, with the lines of its steps. */
  private static String places(RouteDefinition route) {
    StringBuilder text = new StringBuilder();
    text.append(route.getInput());
    route
        .getOutputs()
        .forEach(step -> text.append(step.getLineNumber()).append(' ').append(step).append(' '));
    return text.toString();
  }
}
