package dev.tributary.ingest.camel;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Hands the body over and goes on when it is stored. What is refused or dead-lettered is this
 * exchange's failure, with the reason.
 */
final class IngestProducer extends DefaultAsyncProducer {
  private final CamelListener listener;
  private final String address;

  IngestProducer(Endpoint endpoint, CamelListener listener, String address) {
    super(endpoint);
    this.listener = listener;
    this.address = address;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    Message message = exchange.getMessage();
    try {
      if (Receipt.of(exchange) != null) {
        throw new Rejection(
            Reason.INTERNAL, "ingest: is for routes of one's own, not the pipeline's");
      }
      byte[] payload = message.getMandatoryBody(byte[].class);
      listener.accept(
          address,
          payload,
          message.getHeader(Exchange.CONTENT_TYPE, String.class),
          exchange.getVariable(Variables.MESSAGE_ID, String.class),
          outcome -> {
            fail(exchange, outcome);
            callback.done(false);
          });
      return false;
    } catch (InvalidPayloadException | RuntimeException e) {
      exchange.setException(e);
      callback.done(true);
      return true;
    }
  }

  private static void fail(Exchange exchange, Outcome outcome) {
    if (!outcome.isStored()) {
      exchange.setException(
          new Rejection(
              outcome.reason(),
              "%s: %s".formatted(outcome.reason().word(), outcome.detail()),
              outcome.retryAfter()));
    }
  }
}
