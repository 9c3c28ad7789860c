package dev.tributary.ingest.coap;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.stack.AbstractLayer;
import org.eclipse.californium.core.network.stack.KeyUri;

/**
 * Puts uploads in blocks together with bounds of our own. What will be refused is refused at its
 * first block.
 */
final class UploadLayer extends AbstractLayer {
  private static final int LARGEST_SZX = 6;

  private final Uploads uploads;
  private final RequestHandler handler;

  UploadLayer(Uploads uploads, RequestHandler handler) {
    this.uploads = uploads;
    this.handler = handler;
  }

  @Override
  public void receiveRequest(Exchange exchange, Request request) {
    BlockOption block = request.getOptions().getBlock1();
    if (block == null || RequestHandler.isForAProxy(request)) {
      super.receiveRequest(exchange, request);
      return;
    }
    BlockOption heard =
        new BlockOption(Math.min(block.getSzx(), LARGEST_SZX), block.isM(), block.getNum());
    try {
      if (block.getNum() == 0) {
        handler.screen(request);
      }
      byte[] payload =
          uploads.add(
              key(exchange, request),
              block,
              request.getOptions().getContentFormat(),
              request.getPayload());
      exchange.setBlock1ToAck(heard);
      if (payload == null) {
        respond(exchange, new Response(ResponseCode.CONTINUE));
      } else {
        request.getOptions().removeBlock1();
        request.setPayload(payload);
        super.receiveRequest(exchange, request);
      }
    } catch (Uploads.Broken broken) {
      exchange.setBlock1ToAck(heard);
      handler.count(request, Outcome.refused(Reason.UNREADABLE, broken.getMessage(), null));
      Response response = new Response(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
      response.setPayload(broken.getMessage().getBytes(StandardCharsets.UTF_8));
      respond(exchange, response);
    } catch (Rejection refusal) {
      // without the option: beside 4.13 it would ask for smaller blocks
      respond(exchange, handler.refuse(request, refusal));
    }
  }

  /**
   * The sender, where it sends to, and the Request-Tag of this upload (RFC 9175). The query means
   * nothing here, and could be long.
   */
  private static Object key(Exchange exchange, Request request) {
    return List.of(
        new KeyUri(
            request.getScheme() + ":/" + request.getOptions().getUriPathString(),
            exchange.getPeersIdentity(),
            request.getCode()),
        request.getOptions().getOthers(StandardOptionRegistry.REQUEST_TAG));
  }

  /** The answer to a block names it, also if it comes from the route. */
  @Override
  public void sendResponse(Exchange exchange, Response response) {
    BlockOption heard = exchange.getBlock1ToAck();
    if (heard != null) {
      exchange.setBlock1ToAck(null);
      response.getOptions().setBlock1(heard);
    }
    super.sendResponse(exchange, response);
  }

  private void respond(Exchange exchange, Response response) {
    response.setDestinationContext(exchange.getCurrentRequest().getSourceContext());
    sendResponse(exchange, response);
  }
}
