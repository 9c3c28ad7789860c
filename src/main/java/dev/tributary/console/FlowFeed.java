package dev.tributary.console;

import dev.tributary.console.page.ConsolePage;
import dev.tributary.ingest.MessageMeters;
import dev.tributary.ingest.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.model.RouteDefinition;

/** What one browser is shown of the flow: the graph when it has changed, and its figures. */
final class FlowFeed implements ConsolePage.Feed {
  private final CamelContext camel;
  private final GatewayView gateway;
  private final MessageMeters meters;
  private final FlowWatch watch;
  private final String opened;
  private final Runnable leave;
  private final Map<String, Long> before = new LinkedHashMap<>();
  private List<RouteDefinition> drawn = List.of();
  private FlowGraph graph;
  private long lastNanos;
  private double seconds;

  /**
   * @param opened the route whose steps are shown, or null
   * @param leave when nobody looks any more
   */
  FlowFeed(
      GatewayView gateway, CamelContext camel, FlowWatch watch, String opened, Runnable leave) {
    this.gateway = gateway;
    this.camel = camel;
    this.meters = gateway.observation().messages();
    this.watch = watch;
    this.opened = opened;
    this.leave = leave;
  }

  @Override
  public Object next() {
    watch.tick();
    long now = System.nanoTime();
    seconds = lastNanos == 0 ? 0 : (now - lastNanos) / 1e9;
    lastNanos = now;
    Map<String, Object> show = new LinkedHashMap<>();
    List<RouteDefinition> running = FlowGraph.definitions(camel);
    if (!same(running, drawn)) {
      drawn = running;
      graph = FlowGraph.of(camel, gateway.project().folder());
      show.put("graph", Map.of("routes", graph.routes(), "edges", graph.edges()));
    }
    Map<String, FlowWatch.Stats> steps = watch.steps();
    show.put("routes", routes());
    show.put("edges", edges(steps));
    Snapshot counts = meters.snapshot();
    show.put("topics", counts(counts.events(), "topic "));
    Map<String, Long> reasons = new LinkedHashMap<>();
    counts.rejected().forEach((reason, count) -> reasons.put(reason.word(), count));
    show.put("reasons", counts(reasons, "reason "));
    show.put("dropped", counts(meters.dropped(), "dropped "));
    if (opened != null) {
      show.put("steps", stepsOf(opened, steps));
    }
    return show;
  }

  /** The very same objects: a route that was exchanged is another one. */
  private static boolean same(List<RouteDefinition> one, List<RouteDefinition> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (one.get(i) != other.get(i)) {
        return false;
      }
    }
    return true;
  }

  private Map<String, Object> routes() {
    ManagedCamelContext managed =
        camel.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
    Map<String, Object> routes = new LinkedHashMap<>();
    for (FlowGraph.Route route : graph.routes()) {
      ManagedRouteMBean counters = managed == null ? null : managed.getManagedRoute(route.id());
      if (counters != null) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("total", counters.getExchangesTotal());
        shown.put("rate", rate("route " + route.id(), counters.getExchangesTotal()));
        shown.put("failed", counters.getExchangesFailed());
        shown.put("in_flight", counters.getExchangesInflight());
        shown.put("status", camel.getRouteController().getRouteStatus(route.id()).name());
        times(shown, watch.route(route.id()));
        routes.put(route.id(), shown);
      }
    }
    return routes;
  }

  private List<Object> edges(Map<String, FlowWatch.Stats> steps) {
    List<Object> edges = new ArrayList<>();
    for (FlowGraph.Edge edge : graph.edges()) {
      Map<String, Object> shown = new LinkedHashMap<>();
      FlowWatch.Stats stats = edge.step() == null ? null : steps.get(edge.step());
      if (stats != null) {
        shown.put("rate", rate("edge " + edge.step(), stats.count()));
        times(shown, stats);
      }
      edges.add(shown);
    }
    return edges;
  }

  private Map<String, Object> stepsOf(String route, Map<String, FlowWatch.Stats> steps) {
    Map<String, Object> all = new LinkedHashMap<>();
    steps.forEach(
        (key, stats) -> {
          if (key.startsWith(route + "/")) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("count", stats.count());
            shown.put("rate", rate("step " + key, stats.count()));
            shown.put("failed", stats.failed());
            shown.put("failures", stats.failures());
            times(shown, stats);
            all.put(key, shown);
          }
        });
    return all;
  }

  private static void times(Map<String, Object> shown, FlowWatch.Stats stats) {
    double p99 = stats == null ? Double.NaN : stats.quantile(0.99);
    if (!Double.isNaN(p99)) {
      shown.put("p50", stats.quantile(0.5));
      shown.put("p99", p99);
    }
  }

  private Map<String, Object> counts(Map<String, Long> counts, String prefix) {
    Map<String, Object> shown = new LinkedHashMap<>();
    counts.forEach(
        (name, count) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("total", count);
          one.put("rate", rate(prefix + name, count));
          shown.put(name, one);
        });
    return shown;
  }

  /** A second since the time before; null at the first, and where the count began anew. */
  private Double rate(String name, long count) {
    Long then = before.put(name, count);
    return then == null || seconds <= 0 || count < then ? null : (count - then) / seconds;
  }

  @Override
  public void close() {
    leave.run();
  }
}
