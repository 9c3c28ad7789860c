package dev.tributary.contract;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;

/**
 * What makes the ids of a message's events where neither its sender nor its payload gives anything
 * that does: drawn once, and kept with the message, so that every replay yields the same ids.
 */
public final class MessageKey {
  /** An exchange property, so that no step of a route can change it. */
  public static final String PROPERTY = "tributary.message-key";

  /** As good as random, and not drawn for each message: random once, then counted. */
  private static final String RUN = UUID.randomUUID() + "-";

  private static final AtomicLong COUNT = new AtomicLong();

  private MessageKey() {}

  /** The message's own. Most messages never need one, so it is drawn when it is first asked for. */
  public static String of(Exchange exchange) {
    String drawn = exchange.getProperty(PROPERTY, String.class);
    if (drawn == null) {
      drawn = RUN + Long.toString(COUNT.incrementAndGet(), 36);
      exchange.setProperty(PROPERTY, drawn);
    }
    return drawn;
  }
}
