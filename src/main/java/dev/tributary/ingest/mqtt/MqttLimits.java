package dev.tributary.ingest.mqtt;

import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * What the other listeners refuse in their answers. An MQTT publisher gets no refusal, so such a
 * message goes on to the dead letters.
 */
final class MqttLimits implements Processor {
  private final AddressTemplates templates;
  private final int maxPayloadBytes;

  MqttLimits(AddressTemplates templates, int maxPayloadBytes) {
    this.templates = templates;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  @Override
  public void process(Exchange exchange) {
    int size = Receipt.of(exchange).arrival().size();
    if (size > maxPayloadBytes) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "the message has %d bytes, more than tributary.max-payload-bytes allows (%d)"
              .formatted(size, maxPayloadBytes));
    }
    if (exchange.getVariable(Variables.DEVICE) == null
        && exchange.getVariable(Variables.GATEWAY) == null) {
      String address = exchange.getVariable(Variables.ADDRESS, String.class);
      if (templates.match(address).isEmpty()) {
        throw new Rejection(
            Reason.BAD_IDENTITY,
            "the topic \"%s\" matches none of tributary.addresses".formatted(address));
      }
    }
  }
}
