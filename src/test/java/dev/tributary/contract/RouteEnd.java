package dev.tributary.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** Ends a message in a test as the shipped routes would, but for Kafka. */
public final class RouteEnd {
  private static final Event.Kind KIND = new Event.Kind("verify", "verify", true);

  private RouteEnd() {}

  /** Gives the message the receipt that leads to this outcome. */
  public static void with(Outcome outcome, Exchange exchange) {
    Receipt receipt = Receipt.of(exchange);
    if (outcome.dropped() != null) {
      receipt.drop(exchange, outcome.dropped());
      return;
    }
    if (!outcome.isStored()) {
      receipt.failed(outcome);
      return;
    }
    List<Event> events =
        (outcome.eventIds().isEmpty() ? List.of("id") : outcome.eventIds())
            .stream().map(RouteEnd::event).toList();
    receipt.made(exchange, events, null);
    receipt.publication(events).stored();
  }

  private static Event event(String id) {
    Instant now = Instant.EPOCH;
    return new Event(id, "dev-1", "eu", KIND, 1, null, now, now, new Source("mqtt", "a"), Map.of());
  }
}
