package dev.tributary.observe.trace;

import dev.tributary.contract.Variables;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** Which messages a viewer wants; compiled once, asked for every message. Null matches all. */
record TraceFilter(Pattern device, Pattern route, Pattern address) {
  static TraceFilter of(String device, String route, String address) {
    return new TraceFilter(glob(device), glob(route), glob(address));
  }

  boolean matches(Exchange exchange) {
    return matches(route, exchange.getFromRouteId())
        && matches(device, exchange.getVariable(Variables.DEVICE))
        && matches(address, exchange.getVariable(Variables.ADDRESS));
  }

  private static boolean matches(Pattern pattern, Object value) {
    return pattern == null || (value instanceof String text && pattern.matcher(text).matches());
  }

  private static Pattern glob(String pattern) {
    if (pattern == null || pattern.isEmpty() || pattern.equals("*")) {
      return null;
    }
    StringBuilder regex = new StringBuilder();
    for (String literal : pattern.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
