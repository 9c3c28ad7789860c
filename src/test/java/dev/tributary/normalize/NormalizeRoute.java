package dev.tributary.normalize;

import dev.tributary.config.Settings;
import dev.tributary.contract.Event;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import dev.tributary.project.Project;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route normalize as it is shipped, alone. */
final class NormalizeRoute implements AutoCloseable {
  static final Path ROUTES = Path.of("routes");
  static final Instant RECEIVED = Instant.parse("2026-11-21T03:00:00.250Z");

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final ProducerTemplate template;
  final List<Integer> ignored = new ArrayList<>();
  final List<Integer> rejected = new ArrayList<>();

  NormalizeRoute(String partial) {
    this(new Settings.Normalize(ZoneId.of("UTC"), partial, 32, 10_000, 1000), ROUTES);
  }

  NormalizeRoute(Settings.Normalize settings) {
    this(settings, ROUTES);
  }

  /** With kinds, shapes, mappings and schemas of this folder. */
  NormalizeRoute(Path routes) {
    this(new Settings.Normalize(ZoneId.of("UTC"), "publish", 32, 10_000, 1000), routes);
  }

  private NormalizeRoute(Settings.Normalize settings, Path routes) {
    try {
      Normalization normalization = new Normalization(settings, observer(), topics -> {});
      normalization.read(Project.read(routes));
      normalization.bind(camel);
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:route").to("log:route?level=OFF");
            }
          });
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              ResourceHelper.resolveResource(
                  camel, "file:" + ROUTES.resolve("normalize.camel.yaml")));
      camel.start();
      template = camel.createProducerTemplate();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private NormalizeObserver observer() {
    return new NormalizeObserver() {
      @Override
      public void decoded(long nanos) {}

      @Override
      public void mapped(String mapping, long nanos) {}

      @Override
      public void ignored(String mapping, int fields) {
        ignored.add(fields);
      }

      @Override
      public void rejected(String mapping, int measurements) {
        rejected.add(measurements);
      }

      @Override
      public void unmeasured(String mapping, int fields) {}
    };
  }

  Exchange send(byte[] payload, String contentType, Consumer<Exchange> more) {
    return template.request(
        "direct:normalize",
        exchange -> {
          exchange.getMessage().setBody(payload);
          exchange.setVariable(Variables.PAYLOAD, payload);
          exchange.setVariable(Variables.PROTOCOL, "mqtt");
          exchange.setVariable(Variables.ADDRESS, "devices/dev-1/telemetry");
          exchange.setVariable(Variables.DEVICE, "dev-1");
          exchange.setVariable(Variables.RECEIVED, RECEIVED);
          if (contentType != null) {
            exchange.setVariable(Variables.CONTENT_TYPE, contentType);
          }
          more.accept(exchange);
        });
  }

  Exchange send(String payload) {
    return send(payload.getBytes(StandardCharsets.UTF_8), null, exchange -> {});
  }

  /** The events, each as {@code kind=value unit}. */
  static List<String> values(Exchange exchange) {
    return events(exchange).stream()
        .map(e -> e.kind() + "=" + e.value() + (e.unit() == null ? "" : " " + e.unit()))
        .toList();
  }

  static List<Event> events(Exchange exchange) {
    if (exchange.getException() != null) {
      throw new AssertionError(exchange.getException());
    }
    List<Event> events = new ArrayList<>();
    for (Object item : exchange.getMessage().getBody(List.class)) {
      events.add((Event) item);
    }
    return events;
  }

  static Rejection rejection(Exchange exchange) {
    if (exchange.getException() instanceof Rejection rejection) {
      return rejection;
    }
    throw new AssertionError(
        "not rejected: " + exchange.getMessage().getBody(), exchange.getException());
  }

  @Override
  public void close() {
    camel.stop();
  }
}
