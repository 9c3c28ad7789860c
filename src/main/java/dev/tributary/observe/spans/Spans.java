package dev.tributary.observe.spans;

import dev.tributary.config.Settings;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.MessageTracer;
import dev.tributary.contract.RouteListener;
import dev.tributary.engine.StepStream;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;

/**
 * Messages as spans for OpenTelemetry: one from receipt to answer, below it one for each route and
 * one for each way to Kafka. Nothing of this is loaded unless an endpoint is configured.
 */
public final class Spans implements MessageTracer, RouteListener, AutoCloseable {
  private static final long FLUSH_SECONDS = 5;

  /** The one header that there is; a carrier of one value needs no map. */
  private static final TextMapGetter<String> TRACEPARENT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
          return List.of("traceparent");
        }

        @Override
        public String get(String traceparent, String name) {
          return name.equals("traceparent") ? traceparent : null;
        }
      };

  private final SpanQueue queue;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * @throws IOException when a file of its TLS settings cannot be read
   */
  public Spans(Settings.Otlp settings, String version) throws IOException {
    this.queue = new SpanQueue(Collector.exporter(settings), Collector.endpoint(settings));
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault().toBuilder()
                    .put("service.name", settings.serviceName())
                    .put("service.version", version)
                    .put("service.instance.id", UUID.randomUUID().toString())
                    .build())
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
            .addSpanProcessor(queue)
            .build();
    this.tracer = provider.get("dev.tributary", version);
  }

  /** Before the routes are made. */
  public void bind(CamelContext camel) {
    StepStream.addRoutes(camel, this);
  }

  @Override
  public void began(String route, Exchange exchange) {
    if (exchange.getProperty(MessageTrace.PROPERTY) instanceof MessageSpan message) {
      message.begin(route, exchange);
    }
  }

  @Override
  public void ended(String route, Exchange exchange) {
    if (exchange.getProperty(MessageTrace.PROPERTY) instanceof MessageSpan message) {
      message.end(route, exchange);
    }
  }

  @Override
  public MessageTrace follow(DefaultConsumer consumer, Arrival arrival) {
    Context sender =
        arrival.traceparent() == null
            ? Context.root()
            : W3CTraceContextPropagator.getInstance()
                .extract(Context.root(), arrival.traceparent(), TRACEPARENT);
    Span span = Conventions.received(tracer, consumer, arrival).setParent(sender).startSpan();
    return span.getSpanContext().isSampled()
        ? new MessageSpan(tracer, span, arrival)
        : MessageTrace.BY_NOBODY;
  }

  public long sent() {
    return queue.sent();
  }

  public long dropped() {
    return queue.dropped();
  }

  /** What is still queued goes out, unless the collector takes too long. */
  @Override
  public void close() {
    var unused = provider.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
  }
}
