package dev.tributary.ingest.coap;

import java.util.Arrays;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.serialization.DataSerializer;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.util.DatagramWriter;

/**
 * Whoever forges an address turns our answers on whom it belongs to (RFC 7252, 11.3). So an address
 * that has proved nothing gets at most three times the bytes that came from it, repetitions
 * included: texts are cut, and a response that could not be repeated as often as it may have to be
 * is sent once.
 */
final class AmplificationLimit {
  /** The size of a block of what a GET asks for. */
  static final int BLOCK_BYTES = 32;

  private static final int FACTOR = 3;
  private static final int HEADER = 4;
  private static final int EMPTY_MESSAGE = 4;
  private static final int PAYLOAD_MARKER = 1;
  private static final int TRANSMISSIONS = 1 + Tuning.RETRANSMISSIONS;

  /** A shorter beginning of a text is of no use. */
  private static final int LEAST_TEXT = 12;

  private AmplificationLimit() {}

  /** Whether this sender may be somebody else's address. */
  static boolean holdsFor(EndpointContext sender) {
    return !(sender instanceof DtlsEndpointContext);
  }

  /** Whether this answer to a request that has been acknowledged may be repeated. */
  static boolean allowsRepeating(Request request, Response response) {
    return !holdsFor(request.getSourceContext())
        || bareSize(request, response) + uncut(response) <= room(request, CoAP.Type.CON);
  }

  /** How many bytes this sender may get for its request. */
  static int room(Request request) {
    return room(request, CoAP.Type.ACK) - (request.isConfirmable() ? EMPTY_MESSAGE : 0);
  }

  /** What stays of the payload. */
  private static int uncut(Response response) {
    int size = response.getPayloadSize();
    return size == 0 || response.isError() ? 0 : PAYLOAD_MARKER + size;
  }

  /**
   * Cuts the text of an answer to what may be sent.
   *
   * @param response with its type, and all of its options
   */
  static void cut(Request request, Response response) {
    int size = response.getPayloadSize();
    if (size == 0 || !response.isError() || !holdsFor(request.getSourceContext())) {
      return;
    }
    int room = room(request, response.getType()) - bareSize(request, response) - PAYLOAD_MARKER;
    if (size > room) {
      byte[] text = response.getPayload();
      response.setPayload(Arrays.copyOf(text, room < LEAST_TEXT ? 0 : endOfCharacter(text, room)));
    }
  }

  /** How many bytes one transmission of the answer may have. */
  private static int room(Request request, CoAP.Type type) {
    int most = FACTOR * request.getBytes().length;
    if (request.isConfirmable() && type != CoAP.Type.ACK) {
      most -= EMPTY_MESSAGE;
    }
    return type == CoAP.Type.CON ? most / TRANSMISSIONS : most;
  }

  /** Without the payload. */
  private static int bareSize(Request request, Response response) {
    DatagramWriter options = new DatagramWriter();
    DataSerializer.serializeOptionsAndPayload(options, response.getOptions(), null);
    return HEADER + request.getToken().length() + options.size();
  }

  /** The last place, not after this, where a character of UTF-8 ends. */
  private static int endOfCharacter(byte[] text, int most) {
    int end = most;
    while (end > 0 && (text[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }
}
