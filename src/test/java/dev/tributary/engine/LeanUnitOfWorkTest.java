package dev.tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.UnitOfWork;
import org.junit.jupiter.api.Test;

/** How deep in routes a message is, with and without those that templates made. */
class LeanUnitOfWorkTest {
  @Test
  void countsRoutesOfTemplatesWhereTheyAreMeant() throws Exception {
    GatewayMain main = new GatewayMain();
    main.configure().withBasePackageScanEnabled(false);
    main.init();
    CamelContext camel = main.getCamelContext();
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            routeTemplate("inner").from("direct:inner").process(LeanUnitOfWorkTest::note);
            from("direct:in").routeId("outer").to("direct:inner");
          }
        });
    camel.addRouteFromTemplate("made", "inner", Map.of());
    main.start();

    Exchange seen = camel.createProducerTemplate().send("direct:in", exchange -> {});

    assertThat(seen.getException()).isNull();
    assertThat(seen.getProperty("levels")).isEqualTo(List.of(2, 2, 1));
    main.stop();
  }

  private static void note(Exchange exchange) {
    UnitOfWork work = exchange.getUnitOfWork();
    exchange.setProperty(
        "levels",
        List.of(
            work.routeStackLevel(),
            work.routeStackLevel(true, true),
            work.routeStackLevel(false, false)));
  }
}
