package dev.tributary.observe.spans;

import dev.tributary.contract.MessageTrace;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/** Tells a message's span of each route that it goes through. */
final class StageSpans extends RoutePolicySupport implements RoutePolicyFactory {
  @Override
  public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
    return new StageSpans();
  }

  @Override
  public void onExchangeBegin(Route route, Exchange exchange) {
    if (exchange.getProperty(MessageTrace.PROPERTY) instanceof MessageSpan message) {
      message.begin(route.getRouteId(), exchange);
    }
  }

  @Override
  public void onExchangeDone(Route route, Exchange exchange) {
    if (exchange.getProperty(MessageTrace.PROPERTY) instanceof MessageSpan message) {
      message.end(route.getRouteId(), exchange);
    }
  }
}
