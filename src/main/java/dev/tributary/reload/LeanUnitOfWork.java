package dev.tributary.reload;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.impl.engine.DefaultUnitOfWorkFactory;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.spi.UnitOfWork;

/** Knows how deep in routes a message is without counting them, which statistics ask each time. */
final class LeanUnitOfWork extends DefaultUnitOfWork {
  private volatile In innermost;

  private LeanUnitOfWork(
      Exchange exchange, InflightRepository inflight, boolean originalMessage, boolean breadcrumb) {
    super(exchange, inflight, originalMessage, breadcrumb);
  }

  /** A route that a message is in, and the one that it came from. */
  private record In(Route route, In outer, int depth, int plain) {
    static In of(Route route, In outer) {
      int counts = route.isCreatedByKamelet() || route.isCreatedByRouteTemplate() ? 0 : 1;
      return outer == null
          ? new In(route, null, 1, counts)
          : new In(route, outer, outer.depth + 1, outer.plain + counts);
    }
  }

  @Override
  public Route getRoute() {
    In in = innermost;
    return in == null ? null : in.route;
  }

  @Override
  public void pushRoute(Route route) {
    innermost = In.of(route, innermost);
  }

  @Override
  public Route popRoute() {
    In in = innermost;
    if (in == null) {
      return null;
    }
    innermost = in.outer;
    return in.route;
  }

  @Override
  public int routeStackLevel() {
    In in = innermost;
    return in == null ? 0 : in.depth;
  }

  @Override
  public int routeStackLevel(boolean templates, boolean kamelets) {
    if (templates && kamelets) {
      return routeStackLevel();
    }
    In in = innermost;
    if (!templates && !kamelets) {
      return in == null ? 0 : in.plain;
    }
    int level = 0;
    for (; in != null; in = in.outer) {
      boolean kamelet = in.route.isCreatedByKamelet();
      level += (kamelet ? kamelets : templates || !in.route.isCreatedByRouteTemplate()) ? 1 : 0;
    }
    return level;
  }

  @Override
  public void reset() {
    super.reset();
    innermost = null;
  }

  /** Camel's own where log lines carry what a message is (MDC). */
  static final class Factory extends DefaultUnitOfWorkFactory {
    private boolean lean;
    private InflightRepository inflight;
    private boolean originalMessage;
    private boolean breadcrumb;

    @Override
    public void afterPropertiesConfigured(CamelContext camel) {
      super.afterPropertiesConfigured(camel);
      lean = !Boolean.TRUE.equals(camel.isUseMDCLogging());
      inflight = camel.getInflightRepository();
      originalMessage = Boolean.TRUE.equals(camel.isAllowUseOriginalMessage());
      breadcrumb = Boolean.TRUE.equals(camel.isUseBreadcrumb());
    }

    @Override
    public UnitOfWork createUnitOfWork(Exchange exchange) {
      return lean
          ? new LeanUnitOfWork(exchange, inflight, originalMessage, breadcrumb)
          : super.createUnitOfWork(exchange);
    }
  }
}
