package dev.tributary.observe.trace;

import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Variables;
import org.apache.camel.Exchange;

/** Which messages a viewer wants; compiled once, asked for every message. */
record TraceFilter(NamePattern device, NamePattern route, NamePattern address) {
  /** Null and empty patterns match all. */
  static TraceFilter of(String device, String route, String address) {
    return new TraceFilter(pattern(device), pattern(route), pattern(address));
  }

  boolean matches(Exchange exchange) {
    return route.covers(exchange.getFromRouteId())
        && device.covers((String) exchange.getVariable(Variables.DEVICE))
        && address.covers((String) exchange.getVariable(Variables.ADDRESS));
  }

  private static NamePattern pattern(String glob) {
    return glob == null || glob.isEmpty() ? NamePattern.ANY : new NamePattern(glob);
  }
}
