package dev.tributary.engine;

import dev.tributary.contract.RouteListener;
import dev.tributary.contract.StepListener;
import dev.tributary.contract.StepListener.Step;
import java.util.Arrays;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * The steps of all messages as one stream, for any number of listeners: terminal, cases, console;
 * and the routes that they enter and leave, for spans.
 */
public final class StepStream implements InterceptStrategy {
  private volatile StepListener[] listeners = {};

  /** The stream of a context that {@link GatewayMain} made. */
  public static StepStream of(CamelContext camel) {
    return camel.getCamelContextExtension().getContextPlugin(StepStream.class);
  }

  public synchronized void add(StepListener listener) {
    listeners = Arrays.copyOf(listeners, listeners.length + 1);
    listeners[listeners.length - 1] = listener;
  }

  public synchronized void remove(StepListener listener) {
    listeners = Arrays.stream(listeners).filter(l -> l != listener).toArray(StepListener[]::new);
  }

  /**
   * Has the listener follow messages from route to route: no step reports where a route ends that
   * no step called. Steps stay lean. To be called before the routes are made.
   */
  public static void addRoutes(CamelContext camel, RouteListener listener) {
    camel.addRoutePolicyFactory((context, id, route) -> new Boundary(id, listener));
  }

  /** Stands around one route. */
  private static final class Boundary extends RoutePolicySupport {
    private final String id;
    private final RouteListener listener;

    Boundary(String id, RouteListener listener) {
      this.id = id;
      this.listener = listener;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
      listener.began(id, exchange);
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
      listener.ended(id, exchange);
    }
  }

  /** Whether nobody listens. */
  public boolean isIdle() {
    return listeners.length == 0;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext camel, NamedNode definition, Processor target, Processor nextTarget) {
    return new Tap(step(definition), target);
  }

  /** A step as listeners are shown it. */
  public static Step step(NamedNode node) {
    String label = node.getLabel();
    String kind = node.getShortName();
    RouteDefinition route =
        node instanceof ProcessorDefinition<?> step
            ? ProcessorDefinitionHelper.getRoute(step)
            : null;
    return new Step(
        route == null || route.getId() == null ? "" : route.getId(),
        node.getId(),
        label == null || label.startsWith(kind + "[") ? label : kind + "[" + label + "]",
        node.getLevel(),
        node.getLocation() == null ? null : node.getLocation() + ":" + node.getLineNumber());
  }

  /** Stands before one step, within what handles its errors. */
  final class Tap extends DelegateAsyncProcessor {
    private final Step step;

    Tap(Step step, Processor target) {
      super(target);
      this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      StepListener[] watching = listeners;
      if (watching.length == 0) {
        return super.process(exchange, callback);
      }
      Step taken = step.route().isEmpty() ? in(exchange) : step;
      for (StepListener listener : watching) {
        listener.before(taken, exchange);
      }
      return super.process(
          exchange,
          doneSync -> {
            for (StepListener listener : watching) {
              listener.after(taken, exchange);
            }
            callback.done(doneSync);
          });
    }

    /** A step of what handles the errors of many routes: it stands in the one that failed. */
    private Step in(Exchange exchange) {
      String route = ExchangeHelper.getAtRouteId(exchange);
      String from = exchange.getFromRouteId();
      return new Step(
          route != null ? route : from != null ? from : "",
          step.id(),
          step.label(),
          step.level(),
          step.location());
    }
  }
}
