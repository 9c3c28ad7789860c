package dev.tributary.ingest.coap;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.RouteWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of an operator's own routes, and the answers that these give. */
final class OwnResources {
  private static final Logger LOG = LoggerFactory.getLogger(OwnResources.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final RouteWorkers workers = new RouteWorkers("coap-routes");
  private final AnswerBlocks blocks = new AnswerBlocks();
  private volatile List<OwnCoapConsumer> consumers = List.of();

  /** A consumer, and what the variables of its path stand for in this request. */
  private record Match(OwnCoapConsumer consumer, Map<String, String> variables) {}

  synchronized void add(OwnCoapConsumer consumer) {
    List<OwnCoapConsumer> next = new ArrayList<>(consumers);
    // the latest first: it takes the place of the one that its route is exchanged for
    next.add(0, consumer);
    next.sort((one, other) -> one.resource().compareTo(other.resource()));
    consumers = List.copyOf(next);
  }

  synchronized void remove(OwnCoapConsumer consumer) {
    consumers = consumers.stream().filter(other -> other != consumer).toList();
  }

  /** Whether a route serves this path, whatever the method. */
  boolean serves(Request request) {
    return !consumers.isEmpty() && match(request, false) != null;
  }

  private Match match(Request request, boolean method) {
    List<String> path = request.getOptions().getUriPath();
    boolean secure = request.getSourceContext() instanceof DtlsEndpointContext;
    for (OwnCoapConsumer consumer : consumers) {
      OwnResource resource = consumer.resource();
      if (secure || !resource.secure()) {
        Map<String, String> variables = resource.match(path);
        if (variables != null
            && (!method || resource.methods().contains(request.getCode().name()))) {
          return new Match(consumer, variables);
        }
      }
    }
    return null;
  }

  /**
   * Runs the route; the answer comes later, on whatever thread the route ends.
   *
   * @throws Rejection where no route runs
   */
  void answer(Request request, Consumer<Response> sender) {
    if (AnswerBlocks.isContinued(request)) {
      sender.accept(blocks.next(request));
      return;
    }
    Match match = match(request, true);
    if (match == null) {
      throw new Rejection(Reason.METHOD_NOT_ALLOWED, "this path takes another method");
    }
    boolean room =
        workers.run(
            over ->
                run(
                    match,
                    request,
                    response -> {
                      over.run();
                      sender.accept(response);
                    }));
    if (!room) {
      throw new Rejection(Reason.OVERLOADED, "too many requests wait for their routes", SOON);
    }
  }

  private void run(Match match, Request request, Consumer<Response> sender) {
    OwnCoapConsumer consumer = match.consumer();
    org.apache.camel.Exchange exchange = consumer.createExchange(false);
    try {
      OwnCoapMessages.fill(exchange, request, match.variables());
      consumer.createUoW(exchange);
      consumer
          .getAsyncProcessor()
          .process(exchange, doneSync -> ended(consumer, exchange, request, sender));
    } catch (Exception | Error e) {
      exchange.setException(e);
      ended(consumer, exchange, request, sender);
    }
  }

  private void ended(
      OwnCoapConsumer consumer,
      org.apache.camel.Exchange exchange,
      Request request,
      Consumer<Response> sender) {
    Response response;
    try {
      response = blocks.first(request, OwnCoapMessages.response(exchange));
    } catch (Exception | Error e) {
      LOG.error("The answer of route {} cannot be sent", exchange.getFromRouteId(), e);
      response = new Response(ResponseCode.INTERNAL_SERVER_ERROR);
    } finally {
      consumer.doneUoW(exchange);
      consumer.releaseExchange(exchange, false);
    }
    sender.accept(response);
  }

  void close() {
    workers.close();
  }
}
