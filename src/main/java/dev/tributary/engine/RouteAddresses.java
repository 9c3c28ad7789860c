package dev.tributary.engine;

import dev.tributary.contract.ListenerAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.coap.CoAPEndpoint;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.rest.RestEndpoint;

/**
 * The addresses of the routes as they run: those of templates and kamelets too, which no file
 * shows.
 */
public final class RouteAddresses {
  private RouteAddresses() {}

  /**
   * @param camel of {@link GatewayMain}
   * @throws IllegalStateException naming two routes that have one address
   */
  public static void requireDistinct(CamelContext camel) {
    Collection<String> templates = ((GatewayContext) camel).addresses();
    Map<String, Route> taken = new HashMap<>();
    for (Route route : camel.getRoutes()) {
      for (String address : of(route.getEndpoint(), templates)) {
        Route before = taken.putIfAbsent(address, route);
        if (before != null) {
          throw new IllegalStateException(
              "two routes must not have one address, but %s has that of %s: %s"
                  .formatted(place(route), place(before), address));
        }
      }
    }
  }

  private static Set<String> of(Endpoint endpoint, Collection<String> templates) {
    if (endpoint instanceof PlatformHttpEndpoint http) {
      return ListenerAddress.http(http.getPath(), http.getHttpMethodRestrict());
    }
    if (endpoint instanceof RestEndpoint rest) {
      String template = rest.getUriTemplate() == null ? "" : "/" + rest.getUriTemplate();
      return ListenerAddress.http(rest.getPath() + template, rest.getMethod());
    }
    if (endpoint instanceof CoAPEndpoint coap) {
      String path = coap.getUri().getPath() == null ? "" : coap.getUri().getPath();
      return ListenerAddress.coap(path, coap.getCoapMethodRestrict(), templates);
    }
    if (endpoint instanceof PahoMqtt5Endpoint mqtt) {
      PahoMqtt5Configuration options = mqtt.getConfiguration();
      return options.getClientId() == null
          ? Set.of()
          : ListenerAddress.mqttClient(options.getBrokerUrl(), options.getClientId());
    }
    return endpoint instanceof DirectEndpoint direct
        ? Set.of(direct.getEndpointBaseUri())
        : Set.of();
  }

  private static String place(Route route) {
    return "%s (%s)".formatted(route.getRouteId(), route.getSourceLocationShort());
  }
}
