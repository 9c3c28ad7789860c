package dev.tributary.failure;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import dev.tributary.kafka.KafkaFailures;
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
public record FailureClassification(
    Reason reason, String forSender, String forOperator, String route, Duration retryAfter) {
  /** Routes without an error handler of their own leave no trace of where they failed. */
  private static final String PUBLISH = "publish";

  private static final String INTERNAL = "internal error";

  static final Duration SOON = Duration.ofSeconds(1);

  static FailureClassification on(Exchange exchange) {
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    return of(failure, route(exchange, failure));
  }

  /** The error handler that saw it may stand in a route further out than the one that failed. */
  static String route(Exchange exchange, Throwable failure) {
    return exchange.getProperty(Variables.FAILED_IN) instanceof Map.Entry<?, ?> failed
            && failed.getKey() == failure
        ? failed.getValue().toString()
        : exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class);
  }

  public static FailureClassification of(Throwable failure, String route) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof Rejection rejection) {
        return of(rejection, route);
      }
      if (KafkaFailures.isKafka(t)) {
        return ofKafka(t);
      }
    }
    return new FailureClassification(
        Reason.INTERNAL, INTERNAL, String.valueOf(failure), route, null);
  }

  public static FailureClassification of(Rejection rejection, String route) {
    String detail = rejection.getMessage();
    String forSender = rejection.reason() == Reason.INTERNAL ? INTERNAL : detail;
    return new FailureClassification(
        rejection.reason(), forSender, detail, route, rejection.retryAfter());
  }

  /** What the device is answered while nothing of the message is stored. */
  Outcome refused() {
    return Outcome.refused(reason, forSender, retryAfter);
  }

  /** What it is answered once Kafka has acknowledged the dead letter. */
  Outcome kept() {
    return Outcome.kept(reason, forSender, retryAfter);
  }

  private static FailureClassification ofKafka(Throwable failure) {
    Reason reason = KafkaFailures.reason(failure);
    return reason == Reason.UNDELIVERABLE
        ? new FailureClassification(
            reason, "Kafka refuses this message", failure.getMessage(), PUBLISH, null)
        : new FailureClassification(
            reason, "Kafka is not available", failure.getMessage(), PUBLISH, SOON);
  }
}
