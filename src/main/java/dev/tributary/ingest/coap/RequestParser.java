package dev.tributary.ingest.coap;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAPMessageFormatException;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.OptionNumberRegistry;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.option.MapBasedOptionRegistry;
import org.eclipse.californium.core.coap.option.OptionDefinition;
import org.eclipse.californium.core.coap.option.OptionRegistry;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.network.serialization.MessageHeader;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.elements.util.Bytes;
import org.eclipse.californium.elements.util.DatagramReader;

/**
 * Reads the options that this gateway understands, and treats all others as RFC 7252 (5.4) demands:
 * a critical one makes a confirmable request a Bad Option and a non-confirmable one nothing, an
 * elective one is skipped. An option of a length that it cannot have, or one too many of it, is not
 * understood either. What is malformed is reset or ignored, never explained.
 */
final class RequestParser extends UdpDataParser {
  private static final OptionRegistry UNDERSTOOD =
      new MapBasedOptionRegistry(
          StandardOptionRegistry.URI_HOST,
          StandardOptionRegistry.URI_PORT,
          StandardOptionRegistry.URI_PATH,
          StandardOptionRegistry.CONTENT_FORMAT,
          StandardOptionRegistry.URI_QUERY,
          StandardOptionRegistry.ACCEPT,
          StandardOptionRegistry.BLOCK2,
          StandardOptionRegistry.BLOCK1,
          StandardOptionRegistry.PROXY_URI,
          StandardOptionRegistry.PROXY_SCHEME,
          StandardOptionRegistry.SIZE1,
          StandardOptionRegistry.REQUEST_TAG);

  private static final int PAYLOAD_MARKER = 0xFF;
  private static final int LARGEST_NUMBER = 65_535;

  /** A datagram has room for 65,000, and each costs. */
  private static final int MOST_OPTIONS = 100;

  private static final int NONE = -1;

  /** The answer to a message format error is a reset (RFC 7252, 4.2). */
  private static final ResponseCode RESET = null;

  private final RequestHandler handler;

  RequestParser(RequestHandler handler) {
    super(true, UNDERSTOOD);
    this.handler = handler;
  }

  @Override
  protected MessageHeader parseHeader(DatagramReader reader) {
    MessageHeader header = super.parseHeader(reader);
    if (!CoAP.isRequest(header.getCode())) {
      return header;
    }
    if (header.getType() == CoAP.Type.ACK || header.getType() == CoAP.Type.RST) {
      throw refused(header, RESET);
    }
    try {
      Code.valueOf(header.getCode());
    } catch (MessageFormatException unknown) {
      throw refused(header, ResponseCode.METHOD_NOT_ALLOWED);
    }
    return header;
  }

  @Override
  protected Message parseMessage(DatagramReader reader, MessageHeader header, Message target) {
    target.setMID(header.getMID());
    target.setType(header.getType());
    target.setToken(header.getToken());
    target.setPayload(Bytes.EMPTY);
    if (target instanceof Request request) {
      parse(reader, header, request);
    }
    // of an unsolicited response, nothing more is read
    return target;
  }

  private void parse(DatagramReader reader, MessageHeader header, Request request) {
    OptionSet options = request.getOptions();
    int refused = NONE;
    int number = 0;
    int count = 0;
    while (reader.bytesAvailable()) {
      int first = reader.readNextByte() & 0xFF;
      if (first == PAYLOAD_MARKER) {
        parsePayload(reader, header, request);
        break;
      }
      int before = number;
      number += extended(reader, header, first >> 4);
      int length = extended(reader, header, first & 0x0F);
      if (++count > MOST_OPTIONS) {
        throw refused(header, ResponseCode.BAD_REQUEST);
      }
      if (number > LARGEST_NUMBER || !reader.bytesAvailable(length)) {
        throw refused(header, RESET);
      }
      boolean understood = add(options, number, reader.readBytes(length), number == before);
      if (!understood && refused == NONE && OptionNumberRegistry.isCritical(number)) {
        refused = number;
      }
    }
    if (hasReservedSize(options.getBlock1()) || hasReservedSize(options.getBlock2())) {
      throw refused(header, ResponseCode.BAD_REQUEST);
    }
    if (refused != NONE) {
      String option = "option " + refused;
      handler.count(
          request, Outcome.refused(Reason.UNSUPPORTED_FORMAT, option + " is not understood", null));
      throw refused(header, ResponseCode.BAD_OPTION, option);
    }
  }

  private static boolean add(OptionSet options, int number, byte[] value, boolean again) {
    OptionDefinition definition = UNDERSTOOD.getDefinitionByNumber(number);
    if (definition == null || (again && definition.isSingleValue())) {
      return false;
    }
    try {
      options.addOption(definition.create(value));
      return true;
    } catch (IllegalArgumentException impossible) {
      return false;
    }
  }

  private static void parsePayload(DatagramReader reader, MessageHeader header, Request request) {
    if (!reader.bytesAvailable()) {
      throw refused(header, RESET);
    }
    if (!request.isIntendedPayload()) {
      request.setUnintendedPayload();
    }
    request.setPayload(reader.readBytesLeft());
  }

  /** The delta or length that this half of a byte stands for, with the bytes that follow it. */
  private static int extended(DatagramReader reader, MessageHeader header, int nibble) {
    int bytes = Math.max(0, nibble - 12);
    if (nibble == 15 || !reader.bytesAvailable(bytes)) {
      throw refused(header, RESET);
    }
    return switch (bytes) {
      case 1 -> reader.read(8) + 13;
      case 2 -> reader.read(16) + 269;
      default -> nibble;
    };
  }

  private static boolean hasReservedSize(BlockOption block) {
    return block != null && block.isBERT();
  }

  private static CoAPMessageFormatException refused(MessageHeader header, ResponseCode code) {
    return refused(header, code, "");
  }

  /**
   * @param text the payload of the answer
   */
  private static CoAPMessageFormatException refused(
      MessageHeader header, ResponseCode code, String text) {
    return new CoAPMessageFormatException(
        text,
        header.getToken(),
        header.getMID(),
        header.getCode(),
        header.getType() == CoAP.Type.CON,
        code);
  }
}
