package dev.tributary.ingest.coap;

import dev.tributary.ingest.WireHeaders;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.coap.CoAPConstants;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;

/**
 * A request as the exchange that camel-coap would make of it, and an exchange as its answer; but
 * nothing that could direct the message becomes a header, and what failed is no success.
 */
final class OwnCoapMessages {
  private static final int CLASS_OF_SUCCESS = 2;

  private OwnCoapMessages() {}

  static void fill(Exchange exchange, Request request, Map<String, String> variables) {
    exchange.setPattern(ExchangePattern.InOut);
    Message in = exchange.getIn();
    for (String query : request.getOptions().getUriQuery()) {
      int equals = query.indexOf('=');
      String name = equals < 0 ? query : query.substring(0, equals);
      if (!WireHeaders.isReserved(name)) {
        in.setHeader(name, equals < 0 ? "" : query.substring(equals + 1));
      }
    }
    if (request.getOptions().hasContentFormat()) {
      in.setHeader(
          CoAPConstants.CONTENT_TYPE,
          MediaTypeRegistry.toString(request.getOptions().getContentFormat()));
    }
    variables.forEach(in::setHeader);
    in.setHeader(CoAPConstants.COAP_METHOD, request.getCode().name());
    in.setBody(request.getPayload());
  }

  static Response response(Exchange exchange) throws InvalidPayloadException {
    if (exchange.getException() != null) {
      return new Response(ResponseCode.INTERNAL_SERVER_ERROR);
    }
    Message out = exchange.getMessage();
    Response response = new Response(code(out));
    Long maxAge = out.getHeader(CoAPConstants.COAP_MAX_AGE, Long.class);
    if (maxAge != null) {
      response.getOptions().setMaxAge(maxAge);
    }
    byte[] tag = out.getHeader(CoAPConstants.COAP_ETAG, byte[].class);
    if (tag != null) {
      response.getOptions().addETag(tag);
    }
    String contentType = out.getHeader(CoAPConstants.CONTENT_TYPE, String.class);
    if (contentType != null) {
      int format = MediaTypeRegistry.parse(contentType.replaceFirst(";.*", "").strip());
      if (format != MediaTypeRegistry.UNDEFINED) {
        response.getOptions().setContentFormat(format);
      }
    }
    if (out.getBody() != null) {
      response.setPayload(out.getMandatoryBody(byte[].class));
    }
    return response;
  }

  /** 2.05 unless the route names another, as {@code 2.04} or {@code CHANGED}. */
  private static ResponseCode code(Message out) {
    String named = out.getHeader(CoAPConstants.COAP_RESPONSE_CODE, String.class);
    if (named == null) {
      return ResponseCode.CONTENT;
    }
    String wanted = named.strip().toUpperCase(Locale.ROOT);
    for (ResponseCode code : ResponseCode.values()) {
      if (code.codeClass >= CLASS_OF_SUCCESS
          && (code.name().equals(wanted) || code.toString().equals(wanted))) {
        return code;
      }
    }
    throw new IllegalArgumentException(
        "%s must be a code such as 2.04 or CHANGED but is \"%s\""
            .formatted(CoAPConstants.COAP_RESPONSE_CODE, named));
  }
}
