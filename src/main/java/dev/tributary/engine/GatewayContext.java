package dev.tributary.engine;

import java.util.List;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.RouteService;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.support.service.ServiceHelper;

/**
 * A context that can let go of a route without stopping it: what is in flight in it goes its way,
 * while another route of the same name takes what comes.
 */
public final class GatewayContext extends DefaultCamelContext {
  public GatewayContext() {
    super(false);
  }

  /** A route that the context no longer knows but that still runs. */
  record Detached(RouteDefinition definition, RouteService service, RouteStartupOrder order) {
    Consumer consumer() {
      return service.getRoute().getConsumer();
    }

    /** Ends it for good; nothing may be in flight in it. */
    void stop() {
      service.stop();
      ServiceHelper.stopAndShutdownService(service.getRoute());
    }
  }

  Detached detach(String id) {
    getLock().lock();
    try {
      RouteService service = getRouteServices().remove(id);
      if (service == null) {
        throw new IllegalStateException("there is no route " + id + " to let go of");
      }
      Route route = service.getRoute();
      List<RouteStartupOrder> orders = getCamelContextExtension().getRouteStartupOrder();
      RouteStartupOrder order =
          orders.stream().filter(o -> o.getRoute() == route).findFirst().orElse(null);
      orders.remove(order);
      RouteDefinition definition = getRouteDefinition(id);
      getRouteDefinitions().remove(definition);
      getCamelContextExtension().removeRoute(route);
      for (LifecycleStrategy strategy : getLifecycleStrategies()) {
        strategy.onRoutesRemove(List.of(route));
      }
      return new Detached(definition, service, order);
    } finally {
      getLock().unlock();
    }
  }

  /** Ends a route that was not let go of, however far its start had come. */
  void forget(Route route) {
    getLock().lock();
    try {
      getCamelContextExtension().getRouteStartupOrder().removeIf(o -> o.getRoute() == route);
      getCamelContextExtension().removeRoute(route);
      RouteService service = getRouteServices().remove(route.getId());
      if (service != null) {
        service.setRemovingRoutes(true);
        service.stop();
      }
    } finally {
      getLock().unlock();
    }
  }

  /** Takes back a route that was let go, as if nothing had been. */
  void attach(Detached detached) {
    getLock().lock();
    try {
      Route route = detached.service().getRoute();
      getRouteServices().put(route.getId(), detached.service());
      getRouteDefinitions().add(detached.definition());
      getCamelContextExtension().addRoute(route);
      if (detached.order() != null) {
        getCamelContextExtension().getRouteStartupOrder().add(detached.order());
      }
      for (LifecycleStrategy strategy : getLifecycleStrategies()) {
        strategy.onRoutesAdd(List.of(route));
      }
    } finally {
      getLock().unlock();
    }
  }
}
