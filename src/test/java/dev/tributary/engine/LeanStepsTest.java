package dev.tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.concurrent.ForkJoinPool;
import javax.management.ObjectName;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.debugger.BacklogTracer;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void goOnWhereAStepCalledBackLaterOnAnotherThread() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    Exchange exchange = sendTo(camel, "direct:outer", "later");

    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getHeaders()).containsKeys("first", "third", "after");
  }

  @Test
  void failWhereAStepThrowsInsteadOfCallingBack() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    Exchange exchange = sendTo(camel, "direct:outer", "throw");

    assertThat(exchange.getException()).hasMessage("thrown");
    assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"step", "sent", "among"})
  void failWhereTheStackIsUsedUp(String where) throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    Exchange exchange = sendTo(camel, "direct:worn", where);

    assertThat(exchange.getException()).hasRootCauseInstanceOf(StackOverflowError.class);
    assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("after");
    assertThat(camel.getInflightRepository().size()).isZero();
  }

  @Test
  void letARouteCallItselfWithoutEnd() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    Exchange exchange = sendTo(camel, "direct:again", "5000");

    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getBody(Integer.class)).isZero();
  }

  @Test
  void countAMessageOnceThatPassesTwoRoutes() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    sendTo(camel, "direct:outer", "x");

    assertThat(completed(camel, "routes", "outer")).isEqualTo(1);
    assertThat(completed(camel, "routes", "way")).isEqualTo(1);
    assertThat(completed(camel, "context", camel.getManagementName())).isEqualTo(1);
  }

  @Test
  void tellTheTracerWhereAMessageIsSentOnlyWhileItTraces() throws Exception {
    CamelContext camel = start(ManagementStatisticsLevel.RoutesOnly);
    BacklogTracer tracer = camel.getCamelContextExtension().getContextPlugin(BacklogTracer.class);
    sendTo(camel, "direct:outer", "unseen");
    assertThat(camel.getCamelContextExtension().isEventNotificationApplicable()).isFalse();

    tracer.setEnabled(true);
    sendTo(camel, "direct:outer", "seen");
    assertThat(tracer.dumpAllTracedMessages())
        .extracting(event -> event.getEndpointUri())
        .contains("direct://way");

    tracer.setEnabled(false);
    sendTo(camel, "direct:outer", "unseen");
    assertThat(camel.getCamelContextExtension().isEventNotificationApplicable()).isFalse();
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
                from("direct:worn")
                    .process(exchange -> wearOut(exchange, "step"))
                    .to("direct:worn-inside")
                    .choice()
                    .when(exchange -> true)
                    .setHeader("before", constant(true))
                    .process(exchange -> wearOut(exchange, "among"))
                    .end()
                    .setHeader("after", constant(true));
                from("direct:worn-inside").process(new Overflowing());
                from("direct:again")
                    .process(exchange -> exchange.getMessage().setBody(count(exchange) - 1))
                    .choice()
                    .when(exchange -> count(exchange) > 0)
                    .to("direct:again");
                from("direct:outer")
                    .routeId("outer")
                    .process(new Later())
                    .to("direct:way")
                    .setHeader("after", constant(true));
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

  private static void wearOut(Exchange exchange, String where) {
    if (where.equals(exchange.getMessage().getBody())) {
      throw new StackOverflowError(where);
    }
  }

  /** Throws from a step that would call back. */
  private static final class Overflowing extends AsyncProcessorSupport {
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      wearOut(exchange, "sent");
      callback.done(true);
      return true;
    }
  }

  private static int count(Exchange exchange) {
    return exchange.getMessage().getBody(Integer.class);
  }

  private static void obey(Exchange exchange) {
    switch (exchange.getMessage().getBody(String.class)) {
      case "fail" -> throw new IllegalStateException("as asked");
      case "stop" -> exchange.setRouteStop(true);
      default -> {}
    }
  }

  /** Calls back at once, later from another thread, or never. */
  private static final class Later extends AsyncProcessorSupport {
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      switch (exchange.getMessage().getBody(String.class)) {
        case "later" -> ForkJoinPool.commonPool().execute(() -> callback.done(false));
        case "throw" -> throw new IllegalStateException("thrown");
        default -> callback.done(true);
      }
      return false;
    }
  }

  private static Exchange send(CamelContext camel, String body) {
    return sendTo(camel, "direct:way", body);
  }

  private static Exchange sendTo(CamelContext camel, String endpoint, String body) {
    return camel
        .createProducerTemplate()
        .send(endpoint, exchange -> exchange.getMessage().setBody(body));
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
