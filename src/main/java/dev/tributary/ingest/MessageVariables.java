package dev.tributary.ingest;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Variables;
import java.util.Map;
import org.apache.camel.Exchange;

/** What an exchange carries of the message that it is for. */
final class MessageVariables {
  private MessageVariables() {}

  static void set(Exchange exchange, Arrival arrival) {
    Address address = arrival.address();
    exchange.getMessage().setBody(arrival.payload());
    Map<String, Object> variables = exchange.getVariables();
    variables.put(Variables.PAYLOAD, arrival.payload());
    variables.put(Variables.PROTOCOL, arrival.protocol().word());
    variables.put(Variables.ADDRESS, address.text());
    variables.put(Variables.RECEIVED, arrival.received());
    putIfPresent(variables, Variables.DEVICE, address.device());
    putIfPresent(variables, Variables.REGION, address.region());
    putIfPresent(variables, Variables.KIND, address.kind());
    putIfPresent(variables, Variables.GATEWAY, address.gateway());
    putIfPresent(variables, Variables.CONTENT_TYPE, arrival.contentType());
    putIfPresent(variables, Variables.MESSAGE_ID, arrival.messageId());
    putIfPresent(variables, Variables.PROPERTIES, arrival.properties());
    putIfPresent(variables, Variables.TRACEPARENT, arrival.traceparent());
    putIfPresent(variables, Variables.INDEX, arrival.index());
    if (arrival.grants() != null) {
      exchange.setProperty(Variables.GRANTS, arrival.grants());
    }
    if (arrival.events() != null) {
      exchange.setProperty(Variables.EVENT_BUDGET, arrival.events());
    }
    if (arrival.retained()) {
      variables.put(Variables.RETAINED, true);
    }
    if (arrival.replayed() > 0) {
      variables.put(Variables.REPLAYED, arrival.replayed());
    }
  }

  private static void putIfPresent(Map<String, Object> variables, String name, Object value) {
    if (value != null) {
      variables.put(name, value);
    }
  }
}
