package dev.tributary.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.debugger.BacklogTracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeanStepsTest {
  private final GatewayMain main = new GatewayMain();

  @AfterEach
  void stop() {
    main.stop();
  }

  @Test
  void countMessagesOfRoutesButNotOfSteps() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    send(camel, "x");

    assertThat(completed(camel, "routes", "way")).isEqualTo(1);
    assertThat(completed(camel, "processors", "first")).isZero();
  }

  @Test
  void countMessagesOfStepsWhereThatIsAskedFor() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.Default);
    send(camel, "x");

    assertThat(completed(camel, "routes", "way")).isEqualTo(1);
    assertThat(completed(camel, "processors", "first")).isEqualTo(1);
  }

  @Test
  void showEachStepToATracerThatIsSwitchedOnLater() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    BacklogTracer tracer = camel.getCamelContextExtension().getContextPlugin(BacklogTracer.class);
    send(camel, "unseen");
    assertThat(tracer.dumpAllTracedMessages()).isEmpty();

    tracer.setEnabled(true);
    send(camel, "seen");
    assertThat(tracer.dumpAllTracedMessages())
        .extracting(event -> event.getToNode())
        .contains("first", "second");

    tracer.setEnabled(false);
    send(camel, "unseen");
    assertThat(tracer.dumpAllTracedMessages()).isEmpty();
  }

  @Test
  void endAtTheStepThatFailsAndNameIt() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    Exchange exchange = send(camel, "fail");

    assertThat(exchange.getException()).hasMessage("as asked");
    assertThat(exchange.getExchangeExtension().getHistoryNodeId()).isEqualTo("second");
    assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("third");
  }

  @Test
  void leaveOutAStepThatIsDisabled() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    Exchange exchange = send(camel, "x");

    assertThat(exchange.getMessage().getHeaders()).containsKey("third").doesNotContainKey("off");
  }

  @Test
  void goNoFurtherThanAStop() throws Exception {
    Exchange exchange = send(start(ManagementStatisticsLevel.RoutesOnly), "stop");

    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("third");
  }

  private CamelContext start(ManagementStatisticsLevel level) throws Exception {
    main.configure().withStreamCachingEnabled(false).withJmxManagementStatisticsLevel(level);
    main.configure().tracerConfig().withEnabled(false).withStandby(true);
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                errorHandler(noErrorHandler());
                from("direct:way")
                    .routeId("way")
                    .process(exchange -> exchange.getMessage().setHeader("first", true))
                    .id("first")
                    .process(LeanStepsTest::obey)
                    .id("second")
                    .setHeader("off", constant(true))
                    .disabled()
                    .process(exchange -> exchange.getMessage().setHeader("third", true))
                    .id("third");
              }
            });
    main.start();
    return main.getCamelContext();
  }

  private static void obey(Exchange exchange) {
    switch (exchange.getMessage().getBody(String.class)) {
      case "fail" -> throw new IllegalStateException("as asked");
      case "stop" -> exchange.setRouteStop(true);
      default -> {}
    }
  }

  private static Exchange send(CamelContext camel, String body) {
    return camel
        .createProducerTemplate()
        .send("direct:way", exchange -> exchange.getMessage().setBody(body));
  }

  private static long completed(CamelContext camel, String type, String name) throws Exception {
    return (long)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName(
                    "org.apache.camel:context=%s,type=%s,name=\"%s\""
                        .formatted(camel.getManagementName(), type, name)),
                "ExchangesCompleted");
  }
}
