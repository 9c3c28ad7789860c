package dev.tributary.ingest;

import org.apache.camel.Exchange;

/** What an exchange carries of the message that it is for. */
final class MessageVariables {
  private MessageVariables() {}

  static void set(Exchange exchange, Arrival arrival) {
    Address address = arrival.address();
    exchange.getMessage().setBody(arrival.payload());
    exchange.setVariable(Variables.PAYLOAD, arrival.payload());
    exchange.setVariable(Variables.PROTOCOL, arrival.protocol().word());
    exchange.setVariable(Variables.ADDRESS, address.text());
    exchange.setVariable(Variables.RECEIVED, arrival.received());
    setIfPresent(exchange, Variables.DEVICE, address.device());
    setIfPresent(exchange, Variables.REGION, address.region());
    setIfPresent(exchange, Variables.KIND, address.kind());
    setIfPresent(exchange, Variables.GATEWAY, address.gateway());
    setIfPresent(exchange, Variables.CONTENT_TYPE, arrival.contentType());
    setIfPresent(exchange, Variables.MESSAGE_ID, arrival.messageId());
    setIfPresent(exchange, Variables.PROPERTIES, arrival.properties());
    setIfPresent(exchange, Variables.TRACEPARENT, arrival.traceparent());
    setIfPresent(exchange, Variables.INDEX, arrival.index());
    if (arrival.speaksFor() != null) {
      exchange.setProperty(Variables.SPEAKS_FOR, arrival.speaksFor());
    }
    if (arrival.messageKey() != null) {
      exchange.setProperty(MessageKey.PROPERTY, arrival.messageKey());
    }
    if (arrival.retained()) {
      exchange.setVariable(Variables.RETAINED, true);
    }
    if (arrival.replayed() > 0) {
      exchange.setVariable(Variables.REPLAYED, arrival.replayed());
    }
  }

  private static void setIfPresent(Exchange exchange, String name, Object value) {
    if (value != null) {
      exchange.setVariable(name, value);
    }
  }
}
