package dev.tributary.rehearse;

import dev.tributary.contract.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Notes what each step of the routes changes. Made for one message at a time. */
public final class StageRecorder implements InterceptStrategy {
  private final List<Stage> stages = new ArrayList<>();
  private Map<String, Object> variables = Map.of();
  private Object body;
  private Exception failure;

  /** Watches all routes of a context that are yet to be made. */
  public void watch(CamelContext camel) {
    camel.getCamelContextExtension().addInterceptStrategy(this);
  }

  public synchronized List<Stage> stages() {
    return List.copyOf(stages);
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
    String route = route(definition);
    String step = step(definition);
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        begun(route, exchange);
        return super.process(
            exchange,
            doneSync -> {
              ended(route, step, exchange);
              callback.done(doneSync);
            });
      }
    };
  }

  private static String step(NamedNode node) {
    String label = node.getLabel();
    String kind = node.getShortName();
    return label == null || label.startsWith(kind + "[") ? label : kind + "[" + label + "]";
  }

  private static String route(NamedNode node) {
    NamedNode at = node;
    while (at != null && !(at instanceof RouteDefinition)) {
      at = at.getParent();
    }
    return at == null ? "" : at.getId();
  }

  private synchronized void begun(String route, Exchange exchange) {
    if (stages.isEmpty()) {
      ended(route, "", exchange);
    }
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
