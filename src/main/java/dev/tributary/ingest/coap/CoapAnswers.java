package dev.tributary.ingest.coap;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;

/** How an outcome is answered to a device. */
final class CoapAnswers {
  private static final int DIAGNOSTIC_CHARACTERS = 200;
  private static final Map<Reason, ResponseCode> CODES = new EnumMap<>(Reason.class);

  static {
    for (Reason reason : Reason.values()) {
      String code = reason.coapCode();
      int detail = Integer.parseInt(code.substring(code.indexOf('.') + 1));
      CODES.put(reason, ResponseCode.valueOf((code.charAt(0) - '0') << 5 | detail));
    }
  }

  private final int maxPayloadBytes;

  CoapAnswers(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  Response of(Outcome outcome) {
    if (outcome.isStored()) {
      return new Response(ResponseCode.CHANGED);
    }
    Response response = new Response(CODES.get(outcome.reason()));
    switch (outcome.reason()) {
      case THROTTLED, OVERLOADED, UNAVAILABLE ->
          response.getOptions().setMaxAge(seconds(outcome.retryAfter()));
      case TOO_LARGE -> response.getOptions().setSize1(maxPayloadBytes);
      default -> {}
    }
    response.setPayload(diagnostic(outcome).getBytes(StandardCharsets.UTF_8));
    return response;
  }

  private static long seconds(Duration retryAfter) {
    return retryAfter == null ? 1 : Math.max(1, retryAfter.plusMillis(999).toSeconds());
  }

  private static String diagnostic(Outcome outcome) {
    String text = outcome.reason().word() + ": " + outcome.detail();
    if (text.length() <= DIAGNOSTIC_CHARACTERS) {
      return text;
    }
    int end = DIAGNOSTIC_CHARACTERS;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }
}
