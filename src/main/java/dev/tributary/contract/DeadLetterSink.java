package dev.tributary.contract;

import java.util.function.Consumer;
import org.apache.camel.Exchange;

/** Takes messages that the routes left without a receipt and without a rejection. */
@FunctionalInterface
public interface DeadLetterSink {
  /**
   * @param exchange the message's own, which has ended
   * @param done is called once, on this or another thread, with what the device is answered
   */
  void store(Exchange exchange, Receipt receipt, Consumer<Outcome> done);
}
