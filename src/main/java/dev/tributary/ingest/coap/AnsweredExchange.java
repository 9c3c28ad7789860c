package dev.tributary.ingest.coap;

import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.serialization.UdpDataParser;

/** Makes an exchange that is answered out of the datagram of its answer. */
final class AnsweredExchange {
  /** Of a response that its receiver has acknowledged nothing more need be known. */
  static final byte[] BY_ACKNOWLEDGEMENT = {};

  private static final UdpDataParser PARSER = new UdpDataParser();

  private AnsweredExchange() {}

  /**
   * @param repetition what came with the same datagram as what was answered
   */
  static Exchange again(Exchange repetition, byte[] answer) {
    Request request = repetition.getRequest();
    Exchange exchange =
        new Exchange(request, repetition.getPeersIdentity(), Exchange.Origin.REMOTE, null);
    if (answer == BY_ACKNOWLEDGEMENT) {
      request.setAcknowledged(true);
    } else {
      Response response = (Response) PARSER.parseMessage(answer);
      response.setDestinationContext(request.getSourceContext());
      exchange.setCurrentResponse(response);
      // sent before the repetition came, else the repetition is taken for one that overtook it
      exchange.setSendNanoTimestamp(request.getNanoTimestamp() - 1);
    }
    return exchange;
  }
}
