package dev.tributary.failure;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Variables;
import dev.tributary.kafka.Delivery;
import dev.tributary.kafka.Topics;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;

/**
 * The Java steps of on-failure.camel.yaml: what a failure means, where the message is stored, and
 * how its sender is answered.
 */
public final class FailureSteps {
  /** The topic, without prefix, in which the message is stored; absent when it is not. */
  static final String KEEP_IN = "keep-in";

  private static final String VERDICT = "verdict";

  private final DeadLetterRecords originals;
  private final String deadLetterTopic;
  private final BooleanSupplier budget;
  private final FailureLog log = new FailureLog();

  /**
   * @param budget whether one more dead letter of a sender that is answered may be stored
   */
  public FailureSteps(DeadLetterRecords originals, String deadLetterTopic, BooleanSupplier budget) {
    this.originals = originals;
    this.deadLetterTopic = deadLetterTopic;
    this.budget = budget;
  }

  /** {@code judge}: names the reason, and the topic to keep the message in, if any. */
  public void judge(Exchange exchange) {
    FailureClassification verdict = FailureClassification.on(exchange);
    Receipt receipt = Receipt.of(exchange);
    String topic = receipt == null ? null : keepIn(receipt.arrival(), verdict.reason());
    log.note(exchange.getVariable(Variables.ADDRESS, String.class), verdict);
    exchange.setVariable(VERDICT, verdict);
    exchange.setVariable("reason", verdict.reason().word());
    exchange.setVariable(KEEP_IN, topic);
    exchange.setVariable(Variables.OUTCOME, verdict.refused());
    if (topic != null) {
      receipt.judged(verdict.refused());
    } else if (receipt != null) {
      receipt.failed(verdict.refused());
    }
  }

  /** {@code dead-letter}: the one record that keeps the message. */
  public void record(Exchange exchange) {
    boolean cut = verdict(exchange).reason() == Reason.TOO_LARGE;
    setRecord(exchange, cut);
  }

  /** {@code cut}: the same with the first 64 KiB, for when Kafka does not take it whole. */
  public void cut(Exchange exchange) {
    setRecord(exchange, true);
  }

  /** {@code kept}: Kafka has acknowledged the dead letter, which the receipt holds already. */
  public void kept(Exchange exchange) {
    exchange.setVariable(Variables.OUTCOME, verdict(exchange).kept());
  }

  /**
   * {@code not-kept}: the dead letter could not be written, so nothing is settled; unless it is not
   * Kafka that failed but a step, or a topic that a step chose: then it is stored past the routes.
   */
  public void notKept(Exchange exchange) {
    FailureClassification why = FailureClassification.on(exchange);
    log.note(exchange.getVariable(Variables.ADDRESS, String.class), why);
    String topic = exchange.getVariable(KEEP_IN, String.class);
    boolean chosen = !deadLetterTopic.equals(topic) && !Topics.THROTTLED.equals(topic);
    Receipt receipt = Receipt.of(exchange);
    boolean ours =
        why.reason() == Reason.UNAVAILABLE || (!chosen && why.reason() == Reason.UNDELIVERABLE);
    if (receipt == null || !ours) {
      return;
    }
    Outcome outcome =
        Outcome.refused(Reason.UNAVAILABLE, "Kafka is not available", FailureClassification.SOON);
    exchange.setVariable(Variables.OUTCOME, outcome);
    receipt.failed(outcome);
  }

  private void setRecord(Exchange exchange, boolean cut) {
    String topic = exchange.getVariable(KEEP_IN, String.class);
    FailureClassification verdict = verdict(exchange);
    Outcome stored = verdict.kept();
    Delivery delivery = Delivery.of(exchange, () -> Receipt.of(exchange).failed(stored));
    exchange.setVariable(
        Delivery.RECORDS,
        delivery.of(List.of(originals.kept(exchange, topic, verdict, cut, delivery))));
  }

  void log(Arrival arrival, FailureClassification verdict) {
    log.note(arrival.address().text(), verdict);
  }

  /**
   * The topic, without prefix, for a message that failed for this reason; null if its sender is
   * refused.
   */
  String keepIn(Arrival arrival, Reason reason) {
    boolean oneWay = !arrival.isAwaited();
    return switch (reason.fate()) {
      case DEAD_LETTER -> oneWay || budget.getAsBoolean() ? deadLetterTopic : null;
      case DEAD_LETTER_IF_ONE_WAY -> oneWay ? deadLetterTopic : null;
      case THROTTLED_IF_ONE_WAY -> oneWay ? Topics.THROTTLED : null;
      case REFUSED -> null;
    };
  }

  private static FailureClassification verdict(Exchange exchange) {
    return exchange.getVariable(VERDICT, FailureClassification.class);
  }
}
