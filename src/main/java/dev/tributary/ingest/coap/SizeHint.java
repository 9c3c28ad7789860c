package dev.tributary.ingest.coap;

import java.nio.charset.StandardCharsets;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.interceptors.MessageInterceptorAdapter;

/** Names the limit also where the blockwise layer, which sees it first, does not. */
final class SizeHint extends MessageInterceptorAdapter {
  private final int maxPayloadBytes;

  SizeHint(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  @Override
  public void sendResponse(Response response) {
    if (response.getCode() == ResponseCode.REQUEST_ENTITY_TOO_LARGE
        && !response.getOptions().hasSize1()) {
      response.getOptions().setSize1(maxPayloadBytes);
      response.setPayload(
          "too-large: a payload has at most %d bytes"
              .formatted(maxPayloadBytes)
              .getBytes(StandardCharsets.UTF_8));
    }
  }
}
