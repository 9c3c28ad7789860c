package dev.tributary.observe.spans;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * One message, and what is under way of it. No thread carries a context: a message changes threads
 * while it waits for Kafka, so the exchange carries it, each copy of a split or multicast its own.
 */
final class MessageSpan implements MessageTrace {
  private static final String STAGE = "tributary.stage";

  private final Tracer tracer;
  private final Span span;
  private final Context context;
  private final Arrival arrival;
  private final Set<Span> open = ConcurrentHashMap.newKeySet();

  /** A route that a message is in, and the one that called it. */
  private record Stage(String route, Span span, Context context, Stage outer) {}

  MessageSpan(Tracer tracer, Span span, Arrival arrival) {
    this.tracer = tracer;
    this.span = span;
    this.context = Context.root().with(span);
    this.arrival = arrival;
  }

  @Override
  public void entered(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
    exchange.setVariable(Variables.TRACEPARENT, traceparent(span));
  }

  void begin(String route, Exchange exchange) {
    Span stage = child(tracer.spanBuilder(route), exchange);
    exchange.setProperty(
        STAGE, new Stage(route, stage, Context.root().with(stage), stage(exchange)));
  }

  void end(String route, Exchange exchange) {
    Stage stage = stage(exchange);
    if (stage == null || !stage.route().equals(route)) {
      return;
    }
    Exception failure = exchange.getException();
    if (failure instanceof Rejection rejection) {
      stage.span().setAttribute("error.type", rejection.reason().word());
    } else if (failure != null) {
      Conventions.failed(stage.span(), failure);
    }
    end(stage.span());
    exchange.setProperty(STAGE, stage.outer());
  }

  @Override
  public Sending sending(Exchange exchange) {
    Span send = child(Conventions.sending(tracer), exchange);
    return new Sending() {
      @Override
      public String traceparent() {
        return MessageSpan.traceparent(send);
      }

      @Override
      public void handedOver(Collection<String> topics, int records) {
        Conventions.records(send, topics, records);
      }

      @Override
      public void ended(Exception failure) {
        if (failure != null) {
          Conventions.failed(send, failure);
        }
        end(send);
      }
    };
  }

  @Override
  public void left(Exchange exchange, Outcome outcome) {
    Conventions.events(span, exchange.getMessage().getBody());
    // Routes whose end Camel did not report, because it is stopping, for example.
    open.forEach(this::end);
  }

  @Override
  public void answered(Outcome outcome) {
    Conventions.outcome(span, arrival, outcome);
    span.end();
  }

  private Span child(SpanBuilder child, Exchange exchange) {
    Stage stage = stage(exchange);
    Span started = child.setParent(stage == null ? context : stage.context()).startSpan();
    open.add(started);
    return started;
  }

  private void end(Span child) {
    open.remove(child);
    child.end();
  }

  private static Stage stage(Exchange exchange) {
    return exchange.getProperty(STAGE) instanceof Stage stage ? stage : null;
  }

  private static String traceparent(Span of) {
    SpanContext context = of.getSpanContext();
    return "00-"
        + context.getTraceId()
        + "-"
        + context.getSpanId()
        + "-"
        + context.getTraceFlags().asHex();
  }
}
