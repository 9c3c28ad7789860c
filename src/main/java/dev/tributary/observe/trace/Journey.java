package dev.tributary.observe.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.StepListener.Step;
import dev.tributary.contract.Variables;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
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

  /** As long as steps; null where one is done. */
  private final List<Step> taken = new ArrayList<>();

  private final Deque<String> nesting = new ArrayDeque<>();
  private final Set<String> visited = new LinkedHashSet<>();

  /** Null where no viewer wants them. */
  private final StepDetails details;

  /** The routes have to be done with it, and its sender has to have an answer. */
  private int missing;

  /**
   * @param answered whether there is a sender whose answer is to be shown too
   */
  Journey(Exchange exchange, List<Viewer> viewers, Snippets snippets, boolean answered) {
    this.viewers = viewers;
    this.snippets = snippets;
    this.missing = answered ? 2 : 1;
    this.details = viewers.stream().anyMatch(Viewer::isDetailed) ? new StepDetails(snippets) : null;
    this.start = variables(exchange);
    String from = exchange.getFromRouteId();
    message.put("id", newId());
    message.put("time", Instant.now().toString());
    message.put("from", from);
    start.forEach(message.putObject("variables")::put);
    steps = message.putArray("steps");
    if (from != null) {
      visited.add(from);
    }
  }

  /** A message of which no step was followed, or that no route has seen, once its fate is known. */
  static ObjectNode outcomeOnly(
      Arrival arrival, String from, Outcome outcome, Snippets snippets, boolean detailed) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("id", newId());
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
    if (detailed) {
      StepDetails.ofPayload(arrival.payload(), snippets).writeTo(message);
    }
    message.put("outcome", refusal(outcome, snippets));
    message.put("reason", outcome.reason().word());
    message.put("answer", Answer.of(arrival, outcome, snippets));
    message.put(FAILED, true);
    return message;
  }

  static String newId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
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
    taken.add(step);
    if (details != null) {
      details.before(exchange);
    }
  }

  /** The last step of this name that is not done yet is done. */
  synchronized void after(Step step, Exchange exchange) {
    for (int i = taken.size() - 1; i >= 0; i--) {
      if (step.equals(taken.get(i))) {
        taken.set(i, null);
        ObjectNode one = (ObjectNode) steps.get(i);
        one.put("took", (System.nanoTime() - startNanos) / 1000 - one.path("micros").asLong());
        one.put("inner", steps.size() - 1 - i);
        if (details != null) {
          details.after(i, exchange);
        }
        return;
      }
    }
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
    Reason reason = reason(exchange);
    if (reason != null) {
      message.put("reason", reason.word());
    }
    message.put("micros", (System.nanoTime() - startNanos) / 1000);
    show();
  }

  /** Its sender is answered. */
  synchronized void answered(Arrival arrival, Outcome outcome) {
    message.put("answer", Answer.of(arrival, outcome, snippets));
    outcome.eventIds().forEach(message.putArray("events")::add);
    show();
  }

  /** Once nothing more is missing. */
  private void show() {
    missing--;
    if (missing > 0) {
      return;
    }
    ObjectNode detailed = null;
    for (Viewer viewer : viewers) {
      if (!viewer.filter().matchesRoute(visited)) {
        continue;
      }
      if (viewer.isDetailed() && detailed == null) {
        detailed = message.deepCopy();
        details.writeTo(detailed);
      }
      viewer.offer(viewer.isDetailed() ? detailed : message);
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
                shown.put(name, snippets.value(name, value.toString()));
              }
            });
    return shown;
  }

  private static Reason reason(Exchange exchange) {
    Receipt receipt = Receipt.of(exchange);
    Outcome outcome = receipt == null ? null : receipt.outcome(false);
    return outcome == null ? null : outcome.reason();
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
