package dev.tributary.ingest.coap;

import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.SampleMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.elements.AddressEndpointContext;

/** A message as the CoAP request that a device would send; its response goes to who asks here. */
final class OfflineExchange extends Exchange {
  private static final InetSocketAddress NOBODY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final CompletableFuture<DeviceAnswer> answer = new CompletableFuture<>();

  OfflineExchange(SampleMessage sent) {
    super(request(sent), NOBODY, Origin.REMOTE, null);
  }

  CompletableFuture<DeviceAnswer> answer() {
    return answer;
  }

  private static Request request(SampleMessage sent) {
    // Non-confirmable: nothing waits for an acknowledgement ahead of the response.
    Request request = new Request(Code.valueOf(sent.method() == null ? "POST" : sent.method()));
    request.setType(CoAP.Type.NON);
    request.setSourceContext(new AddressEndpointContext(NOBODY));
    for (String level : sent.address().split("/", -1)) {
      request.getOptions().addUriPath(level);
    }
    if (sent.contentType() != null) {
      Integer number = ContentFormats.number(sent.contentType());
      if (number == null) {
        throw new IllegalArgumentException(
            "over CoAP a content type is one of those with a number, or a number, but is \"%s\""
                .formatted(sent.contentType()));
      }
      request.getOptions().setContentFormat(number);
    }
    if (sent.payload().length > 0) {
      request.setPayload(sent.payload());
    }
    return request;
  }

  @Override
  public void sendResponse(Response response) {
    String text = response.getPayloadString();
    int colon = text.indexOf(": ");
    String code = response.getCode().toString();
    answer.complete(
        colon < 0
            ? new DeviceAnswer(code, List.of(DeviceAnswer.STORED), "")
            : new DeviceAnswer(code, List.of(text.substring(0, colon)), text.substring(colon + 2)));
  }
}
