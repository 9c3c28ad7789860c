package dev.tributary.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.Endpoint;
import org.apache.camel.EndpointAware;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.support.service.ServiceHelper;

/** What a route is made of, and what Camel keeps of it elsewhere: MBeans and endpoints. */
final class RouteServices {
  private RouteServices() {}

  private static Set<Service> of(Route route) {
    Set<Service> all = new LinkedHashSet<>();
    for (Service service : route.getServices()) {
      all.addAll(ServiceHelper.getChildServices(service));
    }
    for (Service service : List.copyOf(all)) {
      if (service instanceof Channel channel && channel.getErrorHandler() instanceof Service own) {
        all.add(own);
      }
    }
    return all;
  }

  /** Takes the MBeans of its steps away, before another route with steps of those names comes. */
  static void unregister(CamelContext camel, Route route) {
    for (Service service : of(route)) {
      for (LifecycleStrategy strategy : camel.getLifecycleStrategies()) {
        strategy.onServiceRemove(camel, service, route, true);
      }
    }
  }

  static void register(CamelContext camel, Route route) throws Exception {
    for (Service service : of(route)) {
      for (LifecycleStrategy strategy : camel.getLifecycleStrategies()) {
        strategy.onServiceAdd(camel, service, route);
      }
    }
  }

  /** The endpoints that its consumer and its steps have. */
  static Set<Endpoint> endpoints(Route route) {
    Set<Endpoint> endpoints = Collections.newSetFromMap(new IdentityHashMap<>());
    endpoints.add(route.getEndpoint());
    for (Service service : of(route)) {
      if (service instanceof EndpointAware user && user.getEndpoint() != null) {
        endpoints.add(user.getEndpoint());
      }
    }
    return endpoints;
  }

  /** Stops endpoints that no route uses any more. */
  static void release(CamelContext camel, Set<Endpoint> left, Collection<Route> others)
      throws Exception {
    Set<Endpoint> unused = Collections.newSetFromMap(new IdentityHashMap<>());
    unused.addAll(left);
    for (Route other : others) {
      unused.removeAll(endpoints(other));
    }
    for (Endpoint endpoint : new ArrayList<>(unused)) {
      camel.removeEndpoint(endpoint);
    }
  }
}
