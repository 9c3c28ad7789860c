package dev.tributary.contract;

import org.apache.camel.Exchange;

/** Follows messages from route to route, in the thread that enters and leaves it. */
public interface RouteListener {
  /**
   * A message enters a route.
   *
   * @param route its id
   */
  void began(String route, Exchange exchange);

  /** The route is done with the message, or has failed: then the exchange holds the exception. */
  void ended(String route, Exchange exchange);
}
