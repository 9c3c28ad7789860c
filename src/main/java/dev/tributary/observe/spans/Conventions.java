package dev.tributary.observe.spans;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Event;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.text.Printable;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Collection;
import java.util.List;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.DefaultConsumer;

/**
 * What spans are called and carry: OpenTelemetry's semantic conventions for HTTP and messaging
 * where they have a word, and {@code tributary.*} for what only a gateway knows.
 */
final class Conventions {
  private static final int SERVER_FAULT = 500;

  private Conventions() {}

  static SpanBuilder received(Tracer tracer, DefaultConsumer consumer, Arrival arrival) {
    SpanBuilder span =
        switch (arrival.protocol()) {
          case HTTP -> http(tracer, consumer, arrival);
          case MQTT -> mqtt(tracer, consumer, arrival);
          case COAP -> tracer.spanBuilder(name("coap", consumer)).setSpanKind(SpanKind.SERVER);
          case CAMEL -> tracer.spanBuilder(name("camel", consumer)).setSpanKind(SpanKind.INTERNAL);
        };
    Address address = arrival.address();
    span.setAttribute("tributary.protocol", arrival.protocol().word());
    span.setAttribute("tributary.address", address.text());
    span.setAttribute("tributary.payload.size", arrival.size());
    ifPresent(span, "tributary.device", address.device());
    ifPresent(span, "tributary.region", address.region());
    ifPresent(span, "tributary.gateway", address.gateway());
    ifPresent(span, "tributary.message_id", arrival.messageId());
    if (arrival.index() != null) {
      span.setAttribute("tributary.batch.index", arrival.index());
    }
    if (arrival.replayed() > 0) {
      span.setAttribute("tributary.replayed", arrival.replayed());
    }
    return span;
  }

  private static SpanBuilder http(Tracer tracer, DefaultConsumer consumer, Arrival arrival) {
    SpanBuilder span;
    if (consumer != null && consumer.getEndpoint() instanceof PlatformHttpEndpoint endpoint) {
      String method = endpoint.getHttpMethodRestrict();
      span = tracer.spanBuilder(method + " " + endpoint.getPath());
      span.setAttribute("http.request.method", method);
      span.setAttribute("http.route", endpoint.getPath());
    } else {
      span = tracer.spanBuilder("http");
    }
    return span.setSpanKind(SpanKind.SERVER)
        .setAttribute("url.path", "/v1/" + arrival.address().text());
  }

  private static SpanBuilder mqtt(Tracer tracer, DefaultConsumer consumer, Arrival arrival) {
    return tracer
        .spanBuilder(name("process mqtt", consumer))
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute("messaging.system", "mqtt")
        .setAttribute("messaging.operation.name", "process")
        .setAttribute("messaging.operation.type", "process")
        .setAttribute("messaging.destination.name", arrival.address().text())
        .setAttribute("messaging.message.body.size", arrival.size());
  }

  private static String name(String word, DefaultConsumer consumer) {
    return consumer == null || consumer.getRoute() == null
        ? word
        : consumer.getRoute().getRouteId();
  }

  private static void ifPresent(Span span, String name, String value) {
    if (value != null) {
      span.setAttribute(name, value);
    }
  }

  private static void ifPresent(SpanBuilder span, String name, String value) {
    if (value != null) {
      span.setAttribute(name, value);
    }
  }

  /** What normalize found in the payload. */
  static void events(Span span, Object body) {
    if (body instanceof List<?> events
        && !events.isEmpty()
        && events.get(0) instanceof Event first) {
      span.setAttribute("tributary.events", events.size());
      span.setAttribute("tributary.device", first.device());
      span.setAttribute("tributary.region", first.region());
    }
  }

  static void outcome(Span span, Arrival arrival, Outcome outcome) {
    boolean stored = outcome.isStored();
    if (arrival.protocol() == Protocol.HTTP && arrival.index() == null) {
      span.setAttribute("http.response.status_code", stored ? 204 : outcome.reason().httpStatus());
    }
    String word = outcome.dropped() == null ? "stored" : "dropped";
    span.setAttribute("tributary.outcome", stored ? word : outcome.reason().word());
    ifPresent(span, "tributary.dropped", outcome.dropped());
    if (!stored) {
      span.setAttribute("tributary.kept", outcome.settled());
      span.setAttribute("error.type", outcome.reason().word());
      // As for HTTP: what the sender did wrong is no fault of this service.
      if (outcome.reason().httpStatus() >= SERVER_FAULT) {
        span.setStatus(StatusCode.ERROR, outcome.detail());
      }
    }
  }

  static SpanBuilder sending(Tracer tracer) {
    return tracer
        .spanBuilder("send")
        .setSpanKind(SpanKind.PRODUCER)
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.operation.name", "send")
        .setAttribute("messaging.operation.type", "send");
  }

  static void records(Span span, Collection<String> topics, int records) {
    String destination = String.join(",", topics);
    if (topics.size() == 1) {
      span.updateName("send " + destination);
    }
    span.setAttribute("messaging.destination.name", destination);
    span.setAttribute("messaging.batch.message_count", records);
  }

  static void failed(Span span, Exception failure) {
    span.setAttribute("error.type", failure.getClass().getName());
    span.setStatus(StatusCode.ERROR, Printable.line(String.valueOf(failure.getMessage())));
  }
}
