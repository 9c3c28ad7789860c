package dev.tributary.observe.trace;

import dev.tributary.contract.Address;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Variables;
import java.util.Collection;
import org.apache.camel.Exchange;

/** Which messages a viewer wants; compiled once, asked for every message. */
record TraceFilter(NamePattern device, NamePattern route, NamePattern address) {
  /** Null and empty patterns match all. */
  static TraceFilter of(String device, String route, String address) {
    return new TraceFilter(pattern(device), pattern(route), pattern(address));
  }

  /** What is known before a message has passed through the routes. */
  boolean matches(Exchange exchange) {
    return device.covers(text(exchange, Variables.DEVICE))
        && address.covers(text(exchange, Variables.ADDRESS));
  }

  boolean matches(Address sentTo) {
    return device.covers(sentTo.device()) && address.covers(sentTo.text());
  }

  /** Whether any route on the way is meant. */
  boolean matchesRoute(Collection<String> visited) {
    return route.covers(null) || visited.stream().anyMatch(route::covers);
  }

  private static String text(Exchange exchange, String variable) {
    return exchange.getVariable(variable) instanceof CharSequence text ? text.toString() : null;
  }

  private static NamePattern pattern(String glob) {
    return glob == null || glob.isEmpty() ? NamePattern.ANY : new NamePattern(glob);
  }
}
