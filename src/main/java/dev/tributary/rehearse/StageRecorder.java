package dev.tributary.rehearse;

import dev.tributary.contract.Event;
import dev.tributary.contract.StepListener;
import dev.tributary.engine.StepStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** Notes what each step of the routes changes. Made for one message at a time. */
public final class StageRecorder implements StepListener {
  private final List<Stage> stages = new ArrayList<>();
  private Map<String, Object> variables = Map.of();
  private Object body;
  private Exception failure;

  /** Watches all routes of a context that are yet to be made. */
  public void watch(CamelContext camel) {
    StepStream.of(camel).add(this);
  }

  public synchronized List<Stage> stages() {
    return List.copyOf(stages);
  }

  @Override
  public synchronized void before(Step step, Exchange exchange) {
    if (stages.isEmpty()) {
      ended(step.route(), "", exchange);
    }
  }

  @Override
  public void after(Step step, Exchange exchange) {
    ended(step.route(), step.label(), exchange);
  }

  private synchronized void ended(String route, String step, Exchange exchange) {
    Object now = exchange.getMessage().getBody();
    if (now instanceof Event) {
      return;
    }
    Map<String, Object> set = new LinkedHashMap<>();
    exchange
        .getVariables()
        .forEach(
            (name, value) -> {
              if (variables.get(name) != value) {
                set.put(name, value);
              }
            });
    boolean failed = exchange.getException() != null && exchange.getException() != failure;
    if (set.isEmpty() && now == body && !failed) {
      return;
    }
    stages.add(
        new Stage(
            route, step, set, now == body ? null : now, failed ? exchange.getException() : null));
    variables = new LinkedHashMap<>(exchange.getVariables());
    body = now;
    failure = exchange.getException();
  }
}
