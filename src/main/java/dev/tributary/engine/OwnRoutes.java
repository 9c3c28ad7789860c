package dev.tributary.engine;

import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.support.FarEndFailure;
import dev.tributary.support.RateLimitedLog;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.NonManagedService;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes that are not the pipeline's: plain Camel, with Camel's defaults. What fails in one and is
 * not handled there is one ERROR line and a counter, whatever the consumer does with it.
 */
public final class OwnRoutes implements Module, RoutePolicyFactory {
  static final Metric FAILURES =
      Metric.counter(
          "tributary.route.failures",
          null,
          "Exchanges of routes that are not the pipeline's which failed and were not handled, by"
              + " route; past 100 routes the rest counts as `other`.",
          "route");
  private static final int MOST_ROUTES = 100;
  private static final Logger LOG = LoggerFactory.getLogger("dev.tributary.routes");

  private final Map<String, Counter> failures = new ConcurrentHashMap<>();
  private Meters meters;
  private GatewayContext camel;

  @Override
  public List<Metric> metrics() {
    return List.of(FAILURES);
  }

  @Override
  public void meters(Meters gateway) {
    this.meters = gateway;
  }

  @Override
  public void bind(CamelContext context) {
    if (context instanceof GatewayContext gateway) {
      camel = gateway;
      context.addRoutePolicyFactory(this);
    }
  }

  /** The pipeline runs; theirs come after it. */
  @Override
  public void started() {
    if (camel != null) {
      camel.startOwn();
    }
  }

  @Override
  public List<String> degradations() {
    return camel == null ? List.of() : camel.ownStarts().waiting();
  }

  @Override
  public void close() {
    if (camel != null) {
      camel.ownStarts().close();
    }
  }

  @Override
  public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
    return route instanceof RouteDefinition definition && camel.isOperators(definition)
        ? new Failures(definition)
        : null;
  }

  /** Reports what fails in one route. */
  private final class Failures extends RoutePolicySupport implements NonManagedService {
    private final RouteDefinition definition;
    private final RateLimitedLog lines = new RateLimitedLog();

    Failures(RouteDefinition definition) {
      this.definition = definition;
    }

    @Override
    public void onInit(Route route) {
      camel.ownStarts().take(route);
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
      // A route that was called hands its failure to the caller, which may handle it; offline a
      // failure is what the operator has to see.
      if (exchange.getException() == null
          || camel.isOffline()
          || !route.getRouteId().equals(exchange.getFromRouteId())) {
        return;
      }
      counter(route.getRouteId()).increment();
      long count = lines.pass();
      if (count > 0) {
        LOG.error(
            "Route {} failed at {}: {}{}",
            route.getRouteId(),
            place(exchange),
            FarEndFailure.sentence(exchange.getException()),
            count == 1 ? "" : " (%d such since the last line)".formatted(count));
      }
    }

    private String place(Exchange exchange) {
      String id = exchange.getExchangeExtension().getHistoryNodeId();
      for (RouteDefinition route : routes(exchange)) {
        for (ProcessorDefinition<?> step :
            ProcessorDefinitionHelper.filterTypeInOutputs(
                route.getOutputs(), ProcessorDefinition.class)) {
          if (step.getId() != null && step.getId().equals(id)) {
            return location(step) + " (" + step.getLabel() + ")";
          }
        }
      }
      return location(definition);
    }

    private List<RouteDefinition> routes(Exchange exchange) {
      String failed = exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class);
      RouteDefinition other = failed == null ? null : camel.getRouteDefinition(failed);
      return other == null ? List.of(definition) : List.of(other, definition);
    }
  }

  private static String location(NamedNode node) {
    String location = node.getLocation();
    return location == null
        ? "an unknown line"
        : location.replaceFirst("^\\w+:", "").replaceFirst(".*/", "") + ":" + node.getLineNumber();
  }

  private Counter counter(String route) {
    Counter known = failures.get(route);
    if (known != null) {
      return known;
    }
    String name = failures.size() < MOST_ROUTES ? route : "other";
    return failures.computeIfAbsent(name, n -> meters.counter(FAILURES, n));
  }
}
