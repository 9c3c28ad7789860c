package dev.tributary.contract;

import java.util.Collection;
import org.apache.camel.Exchange;

/** What is reported of one message on its way. */
public interface MessageTrace {
  /** An exchange property, only there while somebody follows: this. */
  String PROPERTY = "tributary.followed";

  MessageTrace BY_NOBODY =
      new MessageTrace() {
        @Override
        public void entered(Exchange exchange) {}

        @Override
        public Sending sending(Exchange exchange) {
          throw new IllegalStateException("nobody follows this message");
        }

        @Override
        public void left(Exchange exchange, Outcome outcome) {}

        @Override
        public void answered(Outcome outcome) {}
      };

  /** It is about to go into the routes. */
  void entered(Exchange exchange);

  /** Records are being made of it for Kafka. */
  Sending sending(Exchange exchange);

  /** The routes are done with it. */
  void left(Exchange exchange, Outcome outcome);

  /** Its sender is answered; before it has left, if that takes too long. */
  void answered(Outcome outcome);

  /** The records of one message on their way to Kafka. */
  interface Sending {
    /** What the records carry, so that their consumers can continue the trace. */
    String traceparent();

    /** They are made, and about to be sent. */
    void handedOver(Collection<String> topics, int records);

    /**
     * Kafka has confirmed all of them, or some never will be.
     *
     * @param failure null when all are stored
     */
    void ended(Exception failure);
  }
}
