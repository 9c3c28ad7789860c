package dev.tributary.observe.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.StepListener.Step;
import dev.tributary.contract.Variables;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/** One message's way through the routes, from the first step that was followed to its outcome. */
final class Journey {
  static final String FAILED = "failed";
  private static final int MOST_STEPS = 1000;

  private final List<Viewer> viewers;
  private final Snippets snippets;
  private final long startNanos = System.nanoTime();
  private final ObjectNode message = JsonNodeFactory.instance.objectNode();
  private final ArrayNode steps;
  private final Map<String, String> start;
  private final Deque<String> nesting = new ArrayDeque<>();
  private final Set<String> visited = new LinkedHashSet<>();

  Journey(Exchange exchange, List<Viewer> viewers, Snippets snippets) {
    this.viewers = viewers;
    this.snippets = snippets;
    this.start = variables(exchange);
    String from = exchange.getFromRouteId();
    message.put("time", Instant.now().toString());
    message.put("from", from);
    start.forEach(message.putObject("variables")::put);
    steps = message.putArray("steps");
    if (from != null) {
      visited.add(from);
    }
  }

  /** A message of which no step was followed, or that no route has seen, once its fate is known. */
  static ObjectNode outcomeOnly(Arrival arrival, String from, Outcome outcome, Snippets snippets) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("time", arrival.received().toString());
    message.put("from", from == null ? "refused before the routes" : from);
    ObjectNode variables = message.putObject("variables");
    variables.put(Variables.ADDRESS, snippets.text(arrival.address().text()));
    if (arrival.address().device() != null) {
      variables.put(Variables.DEVICE, snippets.text(arrival.address().device()));
    }
    variables.put(Variables.PROTOCOL, arrival.protocol().word());
    message
        .putArray("steps")
        .addObject()
        .put("step", "payload")
        .put("body", snippets.body(arrival.payload()));
    message.put("outcome", refusal(outcome, snippets));
    message.put(FAILED, true);
    return message;
  }

  private static String refusal(Outcome outcome, Snippets snippets) {
    String fate = outcome.settled() ? " (kept)" : " (refused)";
    return snippets.text(outcome.reason() + fate + ": " + outcome.detail());
  }

  synchronized void before(Step step, Exchange exchange) {
    visited.add(step.route());
    if (steps.size() == MOST_STEPS) {
      return;
    }
    ObjectNode one = steps.addObject();
    one.put("depth", depth(step.route()));
    one.put("route", snippets.text(step.route()));
    one.put("step", snippets.text(step.label()));
    one.put("level", step.level());
    one.put("micros", (System.nanoTime() - startNanos) / 1000);
    one.put("body", snippets.body(exchange.getMessage().getBody()));
    one.put("location", step.location());
  }

  /** The last step that began in this route is the one that failed. */
  synchronized void failed(Step step, Exception failure) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      ObjectNode one = (ObjectNode) steps.get(i);
      if (one.path("route").asText().equals(step.route())) {
        one.put("failure", snippets.text(failure.toString()));
        return;
      }
    }
  }

  synchronized void done(Exchange exchange) {
    Map<String, String> end = variables(exchange);
    end.entrySet().removeAll(start.entrySet());
    end.forEach(message.putObject("end")::put);
    message.put("outcome", outcome(exchange));
    message.put(FAILED, failed(exchange));
    message.put("micros", (System.nanoTime() - startNanos) / 1000);
    for (Viewer viewer : viewers) {
      if (viewer.filter().matchesRoute(visited)) {
        viewer.offer(message);
      }
    }
  }

  /**
   * A route that is entered stands within the one that called it; one that goes on, where it was.
   */
  private int depth(String route) {
    if (nesting.contains(route)) {
      while (!nesting.getLast().equals(route)) {
        nesting.removeLast();
      }
    } else {
      nesting.addLast(route);
    }
    return nesting.size() - 1;
  }

  private Map<String, String> variables(Exchange exchange) {
    Map<String, String> shown = new TreeMap<>();
    exchange
        .getVariables()
        .forEach(
            (name, value) -> {
              if (!name.equals(Variables.PAYLOAD)
                  && (value instanceof CharSequence
                      || value instanceof Number
                      || value instanceof Boolean
                      || value instanceof Instant)) {
                shown.put(name, snippets.text(value.toString()));
              }
            });
    return shown;
  }

  private static boolean failed(Exchange exchange) {
    Receipt receipt = Receipt.of(exchange);
    Outcome outcome = receipt == null ? null : receipt.outcome(false);
    return exchange.getException() != null
        || (receipt != null && (outcome == null || !outcome.isStored()));
  }

  private String outcome(Exchange exchange) {
    if (exchange.getException() != null) {
      return snippets.text("failed: " + exchange.getException());
    }
    Receipt receipt = Receipt.of(exchange);
    if (receipt == null) {
      return "ended";
    }
    Outcome outcome = receipt.outcome(false);
    if (outcome == null) {
      return snippets.text("internal: its route ended " + receipt.missing());
    }
    if (!outcome.isStored()) {
      return refusal(outcome, snippets);
    }
    if (outcome.dropped() != null) {
      return "dropped: " + outcome.dropped();
    }
    List<Receipt.Dropped> dropped = receipt.dropped();
    return dropped.isEmpty()
        ? "stored"
        : "stored, without %d dropped (%s)"
            .formatted(
                dropped.size(),
                dropped.stream()
                    .map(Receipt.Dropped::why)
                    .distinct()
                    .collect(Collectors.joining(", ")));
  }
}
