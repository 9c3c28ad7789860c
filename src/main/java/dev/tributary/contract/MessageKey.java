package dev.tributary.contract;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;

/**
 * What makes the ids of a message's events where neither its sender nor its payload gives anything
 * that does: drawn once, and stored with the message, so that every replay yields the same ids.
 */
public final class MessageKey {
  /** As good as random, and not drawn for each message: random once, then counted. */
  private static final String RUN = UUID.randomUUID() + "-";

  private static final AtomicLong COUNT = new AtomicLong();

  private MessageKey() {}

  /** The message's own, the same for all copies of its exchange. */
  public static String of(Exchange exchange) {
    Receipt receipt = Receipt.of(exchange);
    return receipt == null ? draw() : receipt.messageKey();
  }

  static String draw() {
    return RUN + Long.toString(COUNT.incrementAndGet(), 36);
  }
}
