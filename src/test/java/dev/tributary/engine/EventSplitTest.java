package dev.tributary.engine;

import static org.apache.camel.builder.Builder.simple;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Event;
import dev.tributary.contract.Source;
import dev.tributary.kafka.Topics;
import dev.tributary.route.EventLanguage;
import dev.tributary.route.TopicComponent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.processor.Splitter;
import org.apache.camel.spi.InternalProcessorFactory;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventSplitTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private List<Event> events = List.of(event("sensor"), event("device"), event("sensor"));

  @BeforeEach
  void start() {
    camel.addComponent("topic", new TopicComponent(new Topics("iot")));
    camel.getRegistry().bind("bean", new EventLanguage());
    camel.getCamelContextExtension().addContextPlugin(ProcessorFactory.class, new EventSplit());
    camel
        .getCamelContextExtension()
        .addContextPlugin(InternalProcessorFactory.class, new LeanSteps(new StepStream()));
    camel
        .getManagementStrategy()
        .getManagementAgent()
        .setStatisticsLevel(ManagementStatisticsLevel.RoutesOnly);
    camel.start();
  }

  @AfterEach
  void stop() throws Exception {
    camel.close();
  }

  @Test
  void giveEachEventItsTopicInPlace() throws Exception {
    Exchange exchange =
        send(
            split ->
                split
                    .choice()
                    .when(simple("${body.group} == 'sensor'"))
                    .to("topic:sensor.a")
                    .otherwise()
                    .to("topic:device.b"));

    assertThat(camel.getProcessor("split")).isNotInstanceOf(Splitter.class);
    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getBody()).isSameAs(events);
    assertThat(events).extracting(Event::topic).containsExactly("sensor.a", "device.b", "sensor.a");
  }

  @Test
  void copyInPlace() throws Exception {
    send(
        split ->
            split
                .filter()
                .simple("${body.group} == 'device'")
                .to("topic:event.copy?copy=true")
                .end()
                .to("topic:sensor.a"));

    assertThat(camel.getProcessor("split")).isNotInstanceOf(Splitter.class);
    assertThat(events).extracting(Event::topic).containsOnly("sensor.a");
    assertThat(events.get(0).copies()).isEmpty();
    assertThat(events.get(1).copies()).containsExactly("event.copy");
  }

  @Test
  void endAtTheFirstFailure() throws Exception {
    Exchange exchange =
        send(
            split ->
                split
                    .choice()
                    .when(simple("${body.noSuchThing} == 'x'"))
                    .to("topic:sensor.a")
                    .otherwise()
                    .to("topic:device.b"));

    assertThat(exchange.getException()).isNotNull();
    assertThat(exchange.getMessage().getBody()).isSameAs(events);
    assertThat(events).extracting(Event::topic).containsOnlyNulls();
  }

  @Test
  void needNoMoreStackForTenThousandEventsThanForOne() throws Exception {
    events = Collections.nCopies(10_000, event("sensor"));
    Exchange exchange =
        send(
            split -> split.choice().when(simple("${body.group} == 'sensor'")).to("topic:sensor.a"));

    assertThat(camel.getProcessor("split")).isNotInstanceOf(Splitter.class);
    assertThat(exchange.getException()).isNull();
    assertThat(events).extracting(Event::topic).containsOnly("sensor.a");
  }

  @Test
  void goOnWhereThereAreNoEvents() throws Exception {
    events = null;
    Exchange exchange = send(split -> split.to("topic:sensor.a"));

    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getBody()).isNull();
  }

  @Test
  void leaveToCamelWhatDoesMoreThanChooseTopics() throws Exception {
    send(split -> split.setHeader("seen", camel.resolveLanguage("simple").createExpression("x")));

    assertThat(camel.getProcessor("split")).isInstanceOf(Splitter.class);
  }

  @Test
  void leaveToCamelASplitWithOptions() throws Exception {
    send(split -> split.parallelProcessing().to("topic:sensor.a"));

    assertThat(camel.getProcessor("split")).isInstanceOf(Splitter.class);
  }

  @Test
  void leaveToCamelWhatAsksForTheCopy() throws Exception {
    send(
        split ->
            split
                .filter()
                .simple("${exchangeProperty.CamelSplitIndex} == 1")
                .to("topic:sensor.second"));

    assertThat(camel.getProcessor("split")).isInstanceOf(Splitter.class);
    assertThat(events).extracting(Event::topic).containsExactly(null, "sensor.second", null);
  }

  @Test
  void leaveToCamelWhereFailuresAreHandledInside() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).to("topic:event.failed");
            SplitDefinition split =
                from("direct:handled").split().simple("${body}").stopOnException();
            split.id("handled-split");
            split.filter().simple("${body.noSuchThing} == 'x'").to("topic:sensor.a");
          }
        });

    assertThat(camel.getProcessor("handled-split")).isInstanceOf(Splitter.class);
  }

  @Test
  void goInPlaceThroughTheShippedRoute() throws Exception {
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(
            PluginHelper.getResourceLoader(camel)
                .resolveResource("file:" + Path.of("routes/route.camel.yaml").toAbsolutePath()));
    String split = camel.getRouteDefinition("route").getOutputs().get(0).getId();

    assertThat(camel.getProcessor(split)).isNotNull().isNotInstanceOf(Splitter.class);
  }

  private interface Steps {
    void of(SplitDefinition split);
  }

  private Exchange send(Steps steps) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            SplitDefinition split =
                from("direct:events").split().simple("${body}").stopOnException();
            split.id("split");
            steps.of(split);
          }
        });
    return camel
        .createProducerTemplate()
        .send("direct:events", exchange -> exchange.getMessage().setBody(events));
  }

  private static Event event(String group) {
    return new Event(
        "id",
        "dev-1",
        "eu",
        new Event.Kind("temperature", group, true),
        21.5,
        "Cel",
        Instant.EPOCH,
        Instant.EPOCH,
        new Source("mqtt", "devices/dev-1/telemetry"),
        null);
  }
}
