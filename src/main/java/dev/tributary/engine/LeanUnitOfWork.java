package dev.tributary.engine;

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
  private record In(Route route, In outer, int depth) {}

  @Override
  public Route getRoute() {
    In in = innermost;
    return in == null ? null : in.route;
  }

  @Override
  public void pushRoute(Route route) {
    In outer = innermost;
    innermost = new In(route, outer, outer == null ? 1 : outer.depth + 1);
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

  /** Without those of templates or kamelets this is asked for only by who traces: it counts. */
  @Override
  public int routeStackLevel(boolean templates, boolean kamelets) {
    int level = 0;
    for (In in = innermost; in != null; in = in.outer) {
      boolean template = in.route.isCreatedByRouteTemplate() && !in.route.isCreatedByKamelet();
      if ((templates || !template) && (kamelets || !in.route.isCreatedByKamelet())) {
        level++;
      }
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
