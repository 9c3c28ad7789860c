package dev.tributary.ingest.coap;

import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.network.serialization.MessageHeader;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.elements.util.DatagramReader;

/**
 * CoapAnswers every datagram that makes no sense as malformed. The stock parser lets some
 * contradictions between options and payload escape as faults: a stack trace for each datagram, and
 * no answer.
 */
final class RequestParser extends UdpDataParser {
  RequestParser() {
    super(true, StandardOptionRegistry.getDefaultOptionRegistry());
  }

  @Override
  protected Message parseMessage(DatagramReader reader, MessageHeader header, Message target) {
    try {
      return super.parseMessage(reader, header, target);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new MessageFormatException(e.getMessage());
    }
  }
}
