package dev.tributary.route;

import dev.tributary.contract.OwnReason;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/**
 * {@code drop:test-device} leaves out on purpose what it is given, for a reason of the operator's:
 * in a split the event, else the message, whose route stops there. The device is answered as if it
 * were stored.
 */
public final class DropComponent extends DefaultComponent {
  @Override
  protected Endpoint createEndpoint(String uri, String why, Map<String, Object> parameters) {
    if (!OwnReason.isValid(why)) {
      throw new IllegalArgumentException(problem(why));
    }
    return new DropEndpoint(uri, why);
  }

  /** The rule that this reason breaks. */
  public static String problem(String why) {
    return "drop:<why> takes a reason of 1 to 40 characters out of a-z, 0-9 and -, written out; got drop:%s"
        .formatted(why);
  }

  private final class DropEndpoint extends DefaultEndpoint {
    private final String why;

    DropEndpoint(String uri, String why) {
      super(uri, DropComponent.this);
      this.why = why;
    }

    @Override
    public Producer createProducer() {
      return new DropProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      throw new UnsupportedOperationException("drop: is for to, not for from");
    }
  }

  private static final class DropProducer extends DefaultAsyncProducer {
    private final String why;

    DropProducer(DropEndpoint endpoint) {
      super(endpoint);
      this.why = endpoint.why;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      Receipt receipt = Receipt.of(exchange);
      if (receipt == null) {
        exchange.setException(
            new Rejection(
                Reason.INTERNAL,
                "drop:%s takes messages that a listener received; stop ends any other"
                    .formatted(why)));
      } else {
        drop(receipt, exchange);
      }
      callback.done(true);
      return true;
    }

    private void drop(Receipt receipt, Exchange exchange) {
      try {
        receipt.drop(exchange, why);
      } catch (Rejection e) {
        exchange.setException(e);
      }
    }
  }
}
