package dev.tributary.publish;

import dev.tributary.event.Reason;
import dev.tributary.event.Rejection;
import dev.tributary.ingest.Variables;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Why a message did not go its way, found in whatever exception ended it.
 *
 * @param forSender a sentence that shows no internals
 * @param forOperator the same, or more where there is more to know
 * @param route the route in which it ended, or null
 */
record Verdict(
    Reason reason, String forSender, String forOperator, String route, Duration retryAfter) {
  /** Routes without an error handler of their own leave no trace of where they failed. */
  private static final String PUBLISH = "publish";

  static final Duration SOON = Duration.ofSeconds(1);

  static Verdict on(Exchange exchange) {
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    return of(failure, route(exchange, failure));
  }

  /** The error handler that saw it may stand in a route further out than the one that failed. */
  private static String route(Exchange exchange, Throwable failure) {
    return exchange.getProperty(Variables.FAILED_IN) instanceof Map.Entry<?, ?> failed
            && failed.getKey() == failure
        ? failed.getValue().toString()
        : exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class);
  }

  static Verdict of(Throwable failure, String route) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof Rejection rejection) {
        return of(rejection, route);
      }
      if (KafkaFailures.isKafka(t)) {
        return ofKafka(t);
      }
    }
    return new Verdict(Reason.INTERNAL, "internal error", String.valueOf(failure), route, null);
  }

  static Verdict of(Rejection rejection, String route) {
    String detail = rejection.getMessage();
    return new Verdict(rejection.reason(), detail, detail, route, rejection.retryAfter());
  }

  private static Verdict ofKafka(Throwable failure) {
    Reason reason = KafkaFailures.reason(failure);
    return reason == Reason.UNDELIVERABLE
        ? new Verdict(reason, "Kafka refuses this message", failure.getMessage(), PUBLISH, null)
        : new Verdict(reason, "Kafka is not available", failure.getMessage(), PUBLISH, SOON);
  }
}
