package dev.tributary.observe;

import dev.tributary.contract.Downstream;
import dev.tributary.contract.ListenerState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether the gateway is ready, and why not: what {@code /health} answers. */
public final class Health {
  /** Where the gateway is in its life. */
  public enum Phase {
    STARTING("the gateway is starting"),
    RUNNING(""),
    STOPPING("the gateway is stopping");

    private final String why;

    Phase(String why) {
      this.why = why;
    }
  }

  /** An answer: ready or not, and what to show. */
  public record Report(boolean ready, Map<String, Object> body) {}

  private final Downstream kafka;
  private final List<ListenerState> listeners;
  private final Supplier<List<String>> degradations;
  private volatile Phase phase = Phase.STARTING;

  /**
   * @param degradations what is wrong but stops nothing: a bad reload, a disk running full
   */
  public Health(
      Downstream kafka, List<ListenerState> listeners, Supplier<List<String>> degradations) {
    this.kafka = kafka;
    this.listeners = List.copyOf(listeners);
    this.degradations = degradations;
  }

  public void phase(Phase next) {
    phase = next;
  }

  /** The process lives: it answers. */
  public Report live() {
    return new Report(true, Map.of("status", "up"));
  }

  /** Not ready only while starting, stopping or with Kafka unavailable. */
  public Report ready() {
    List<String> reasons = new ArrayList<>();
    if (phase != Phase.RUNNING) {
      reasons.add(phase.why);
    }
    if (!kafka.available()) {
      reasons.add("Kafka is unavailable: " + kafka.why());
    }
    boolean ready = reasons.isEmpty();
    List<String> degraded = new ArrayList<>(degradations.get());
    Map<String, Object> states = new LinkedHashMap<>();
    for (ListenerState listener : listeners) {
      states.put(listener.name(), listener.ready() ? "ready" : "not ready");
      if (!listener.ready()) {
        degraded.add(listener.name() + ": " + listener.why());
      }
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", !ready ? "not ready" : degraded.isEmpty() ? "ready" : "degraded");
    reasons.addAll(degraded);
    body.put("reasons", reasons);
    body.put("kafka", kafka.available() ? "available" : "unavailable");
    body.put("ends", states);
    return new Report(ready, body);
  }

  /** One listener, or null where there is none of this name. */
  public Report ready(String name) {
    for (ListenerState listener : listeners) {
      if (listener.name().equals(name)) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", listener.ready() ? "ready" : "not ready");
        body.put("reasons", listener.ready() ? List.of() : List.of(listener.why()));
        return new Report(listener.ready(), body);
      }
    }
    return null;
  }
}
