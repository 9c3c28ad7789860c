package dev.tributary.observe;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.micrometer.MicrometerComponent;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerEndpoint;

/**
 * What an operator's routes count by {@code micrometer:}, and Camel's own metrics of routes where
 * they are switched on. Each names its route, in bounds: past so many routes the rest is {@code
 * other}, and past so many series no more are made.
 */
final class RouteMetrics implements AutoCloseable {
  private static final int MOST_ROUTES = 100;
  private static final int MOST_SERIES = 5_000;
  private static final String ROUTE = "route";
  private static final String OTHER = "other";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Set<String> routes = ConcurrentHashMap.newKeySet();

  /**
   * @param taken whether a metric of the gateway's own has this name
   */
  RouteMetrics(Predicate<String> taken) {
    registry
        .config()
        .meterFilter(new RouteTag())
        .meterFilter(
            MeterFilter.deny(
                id -> id.getName().startsWith("tributary") || taken.test(id.getName())))
        .meterFilter(MeterFilter.maximumAllowableMetrics(MOST_SERIES));
  }

  /** Gives it to what looks for it: the component, Camel's route policy and plugins. */
  void bind(CamelContext camel) {
    camel
        .getRegistry()
        .bind(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class, registry);
    MicrometerComponent component = new RouteTagged();
    component.setMetricsRegistry(registry);
    camel.addComponent("micrometer", component);
  }

  /** In the text format of Prometheus. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }

  /** Camel's name for it is {@code routeId}. */
  private final class RouteTag implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
      String route = id.getTag(MicrometerConstants.ROUTE_ID_TAG);
      String named = route == null ? id.getTag(ROUTE) : route;
      if (named == null) {
        return id;
      }
      List<Tag> tags = new ArrayList<>(id.getTags());
      tags.removeIf(tag -> tag.getKey().equals(MicrometerConstants.ROUTE_ID_TAG));
      return id.replaceTags(Tags.of(tags).and(ROUTE, bounded(named)));
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
      return MeterFilterReply.NEUTRAL;
    }
  }

  private String bounded(String route) {
    synchronized (routes) {
      boolean known = routes.contains(route) || (routes.size() < MOST_ROUTES && routes.add(route));
      return known ? route : OTHER;
    }
  }

  /** Camel's component, whose steps name the route that they stand in. */
  private static final class RouteTagged extends MicrometerComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
        throws Exception {
      MicrometerEndpoint endpoint =
          (MicrometerEndpoint) super.createEndpoint(uri, remaining, parameters);
      Map<String, String> tags =
          endpoint.getTags() == null ? new HashMap<>() : new HashMap<>(endpoint.getTags());
      tags.putIfAbsent(ROUTE, "${routeId}");
      endpoint.setTags(tags);
      return endpoint;
    }
  }
}
