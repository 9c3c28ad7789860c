package dev.tributary.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What routes count, by Camel's own means. */
class RouteMetricsTest {
  private final Metrics metrics = new Metrics();
  private DefaultCamelContext camel;

  @BeforeEach
  void open() {
    camel = new DefaultCamelContext();
    camel.getCamelContextExtension().setName("tributary");
    metrics.bind(camel);
  }

  @AfterEach
  void close() throws Exception {
    camel.close();
    metrics.close();
  }

  @Test
  void aStepCountsWithItsRoute() throws Exception {
    start("counts", "micrometer:counter:plain_cups?tags=kind=tea");

    send("counts");
    send("counts");

    assertThat(lines())
        .contains("plain_cups_total{camelContext=\"tributary\",kind=\"tea\",route=\"counts\"} 2.0");
  }

  @Test
  void camelsRoutePolicyArrivesAndIsBounded() throws Exception {
    camel.addRoutePolicyFactory(new MicrometerRoutePolicyFactory());
    for (int i = 0; i < 105; i++) {
      start("r" + i, "log:x?level=OFF");
    }

    send("r7");
    send("r103");
    send("r104");

    List<String> totals =
        lines().stream()
            .filter(line -> line.startsWith("camel_exchanges_total{"))
            .filter(line -> line.endsWith(" 1.0") || line.endsWith(" 2.0"))
            .toList();
    assertThat(totals).anySatisfy(line -> assertThat(line).contains("route=\"r7\""));
    assertThat(totals).noneSatisfy(line -> assertThat(line).contains("route=\"r104\""));
    assertThat(lines())
        .filteredOn(line -> line.startsWith("camel_exchanges_total{") && line.contains("other"))
        .isNotEmpty();
  }

  @Test
  void nothingOfTheGatewaysIsCountedByOthers() throws Exception {
    start("forges", "micrometer:counter:tributary_messages_received");

    send("forges");

    assertThat(lines()).noneMatch(line -> line.contains("forges"));
  }

  private void start(String id, String uri) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:" + id).routeId(id).to(uri);
          }
        });
    camel.start();
  }

  private void send(String route) {
    camel.createProducerTemplate().sendBody("direct:" + route, "x");
  }

  private List<String> lines() {
    return metrics.text().lines().toList();
  }
}
