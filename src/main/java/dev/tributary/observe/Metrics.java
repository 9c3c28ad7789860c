package dev.tributary.observe;

import dev.tributary.module.Meters;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelContext;

/** What is behind {@code /metrics}: what modules define, and what an operator's routes count. */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final RouteMetrics routes = new RouteMetrics(meters::isMade);
  private final JvmMetrics jvm;

  public Metrics() {
    registry.config().meterFilter(MeterFilter.denyUnless(id -> meters.isMade(id.getName())));
    JvmMetrics.METRICS.forEach(meters::expose);
    jvm = new JvmMetrics(registry);
  }

  public Meters meters() {
    return meters;
  }

  /** All metrics in the text format of Prometheus. */
  public String text() {
    return registry.scrape() + routes.text();
  }

  /** Takes in what routes count. */
  public void bind(CamelContext camel) {
    routes.bind(camel);
  }

  @Override
  public void close() {
    routes.close();
    jvm.close();
    registry.close();
  }
}
