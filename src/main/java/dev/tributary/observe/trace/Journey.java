package dev.tributary.observe.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Variables;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.spi.BacklogTracerEventMessage;

/** One message's way through the routes, from the first step that was traced to its outcome. */
final class Journey {
  private final List<Viewer> viewers;
  private final String from;
  private final Map<String, String> start;
  private final long startNanos = System.nanoTime();
  private final ConcurrentLinkedQueue<Long> marks = new ConcurrentLinkedQueue<>();
  private final List<BacklogTracerEventMessage> steps = new ArrayList<>();
  private final Snippets snippets;
  private volatile Map<String, String> end;
  private volatile String outcome;
  private volatile long endNanos;

  Journey(Exchange exchange, List<Viewer> viewers, Snippets snippets) {
    this.viewers = viewers;
    this.from = exchange.getFromRouteId();
    this.snippets = snippets;
    this.start = variables(exchange);
  }

  /** A step begins: Camel's own events know milliseconds only. */
  void mark() {
    marks.add(System.nanoTime());
  }

  void add(BacklogTracerEventMessage step) {
    steps.add(step);
  }

  void done(Exchange exchange) {
    endNanos = System.nanoTime();
    end = variables(exchange);
    end.entrySet().removeAll(start.entrySet());
    outcome = outcomeOf(exchange);
  }

  boolean isDone() {
    return outcome != null;
  }

  void deliver() {
    ObjectNode told = tell();
    viewers.forEach(viewer -> viewer.offer(told));
  }

  private ObjectNode tell() {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    long sinceStart = System.nanoTime() - startNanos;
    message.put("time", Instant.now().minusNanos(sinceStart).toString());
    message.put("from", from);
    start.forEach(message.putObject("variables")::put);
    ArrayNode told = message.putArray("steps");
    Deque<String> routes = new ArrayDeque<>();
    for (BacklogTracerEventMessage step : steps) {
      Long mark = marks.poll();
      ObjectNode one = told.addObject();
      one.put("depth", depth(routes, step.getRouteId()));
      one.put("route", snippets.text(step.getRouteId()));
      one.put("step", snippets.text(step.getToNodeLabel()));
      one.put("level", step.getToNodeLevel());
      one.put("micros", ((mark == null ? endNanos : mark) - startNanos) / 1000);
      one.put("body", snippets.body(step.getMessageAsJSon()));
    }
    end.forEach(message.putObject("end")::put);
    message.put("outcome", outcome);
    message.put("micros", (endNanos - startNanos) / 1000);
    return message;
  }

  /**
   * A route that is entered stands within the one that called it; one that goes on, where it was.
   */
  private static int depth(Deque<String> routes, String route) {
    if (routes.contains(route)) {
      while (!routes.getLast().equals(route)) {
        routes.removeLast();
      }
    } else {
      routes.addLast(route);
    }
    return routes.size() - 1;
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

  private String outcomeOf(Exchange exchange) {
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
      String fate = outcome.settled() ? " (kept)" : " (refused)";
      return snippets.text(outcome.reason() + fate + ": " + outcome.detail());
    }
    if (outcome.dropped() != null) {
      return "dropped: " + outcome.dropped();
    }
    List<String> left = receipt.droppedEvents();
    return left.isEmpty()
        ? "stored"
        : "stored, but for %d dropped: %s"
            .formatted(left.size(), String.join(", ", new TreeSet<>(left)));
  }
}
