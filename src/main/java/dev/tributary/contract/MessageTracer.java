package dev.tributary.contract;

import org.apache.camel.support.DefaultConsumer;

/** Picks single messages to be followed on their way, for spans. */
@FunctionalInterface
public interface MessageTracer {
  /**
   * Called when a message has arrived.
   *
   * @param consumer the listener through which it is about to enter, or null where it was refused
   *     before that
   */
  MessageTrace follow(DefaultConsumer consumer, Arrival arrival);
}
