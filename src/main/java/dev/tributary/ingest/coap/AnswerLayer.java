package dev.tributary.ingest.coap;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.stack.AbstractLayer;

/**
 * Forgets exchanges that are answered. A response that follows its acknowledgement is repeated
 * until its receiver confirms it; past a number of those that are unconfirmed, and beyond what an
 * address that may be forged can get, more of them are sent once and unconfirmed, so that senders
 * who never confirm cannot pile them up.
 */
final class AnswerLayer extends AbstractLayer {
  private final RecentExchanges recent;
  private final AtomicInteger unconfirmed;
  private final int maxUnconfirmed;

  /**
   * @param unconfirmed how many there are of the endpoint
   */
  AnswerLayer(RecentExchanges recent, AtomicInteger unconfirmed, int maxUnconfirmed) {
    this.recent = recent;
    this.unconfirmed = unconfirmed;
    this.maxUnconfirmed = maxUnconfirmed;
  }

  @Override
  public void receiveRequest(Exchange exchange, Request request) {
    try {
      super.receiveRequest(exchange, request);
    } catch (RuntimeException fault) {
      recent.forget(exchange);
      throw fault;
    }
  }

  @Override
  public void sendResponse(Exchange exchange, Response response) {
    Request request = exchange.getCurrentRequest();
    if (response.getType() == null && request.isConfirmable()) {
      response.setType(request.acknowledge() ? CoAP.Type.ACK : separate(request, response));
    }
    AmplificationLimit.cut(request, response);
    if (response.getType() == CoAP.Type.CON) {
      response.addMessageObserver(new Confirmation(exchange));
    }
    super.sendResponse(exchange, response);
    if (response.getType() != CoAP.Type.CON && response.getBytes() != null) {
      recent.answered(exchange, response.getBytes());
    }
  }

  private CoAP.Type separate(Request request, Response response) {
    if (!AmplificationLimit.allowsRepeating(request, response)) {
      return CoAP.Type.NON;
    }
    if (unconfirmed.incrementAndGet() <= maxUnconfirmed) {
      return CoAP.Type.CON;
    }
    unconfirmed.decrementAndGet();
    return CoAP.Type.NON;
  }

  /** Waits for the end of a response that is repeated until it is confirmed. */
  private final class Confirmation extends MessageObserverAdapter {
    private final Exchange exchange;
    private final AtomicBoolean over = new AtomicBoolean();

    Confirmation(Exchange exchange) {
      super(true);
      this.exchange = exchange;
    }

    @Override
    public void onAcknowledgement() {
      failed();
    }

    @Override
    public void onCancel() {
      failed();
    }

    /** It is still to be sent, when the request is repeated, maybe from another address. */
    @Override
    public void onSendError(Throwable error) {
      free();
    }

    /** However it ended: its receiver has it, or has stopped waiting for it. */
    @Override
    protected void failed() {
      if (free()) {
        recent.answered(exchange, AnsweredExchange.BY_ACKNOWLEDGEMENT);
      }
    }

    private boolean free() {
      boolean first = over.compareAndSet(false, true);
      if (first) {
        unconfirmed.decrementAndGet();
      }
      return first;
    }
  }
}
