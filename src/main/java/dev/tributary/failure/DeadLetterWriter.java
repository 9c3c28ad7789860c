package dev.tributary.failure;

import dev.tributary.contract.DeadLetterSink;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.kafka.Delivery;
import dev.tributary.kafka.KafkaFailures;
import dev.tributary.kafka.RecordMessage;
import dev.tributary.kafka.RecordSender;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;

/**
 * Stores the dead letter of a message that its routes neither published nor rejected, and of one
 * whose failure on-failure did not take. No route is asked: one of them is what is wrong.
 */
final class DeadLetterWriter implements DeadLetterSink {
  private final FailureSteps steps;
  private final DeadLetterRecords records;
  private final RecordSender kafka;

  DeadLetterWriter(FailureSteps steps, DeadLetterRecords records, RecordSender kafka) {
    this.steps = steps;
    this.records = records;
    this.kafka = kafka;
  }

  @Override
  public void store(Exchange exchange, Receipt receipt, Consumer<Outcome> done) {
    FailureClassification why = classify(exchange, receipt);
    String topic = steps.keepIn(receipt.arrival(), why.reason());
    steps.log(receipt.arrival(), why);
    if (topic == null) {
      done.accept(why.refused());
    } else {
      send(exchange, topic, why, why.reason() == Reason.TOO_LARGE, done);
    }
  }

  private void send(
      Exchange exchange,
      String topic,
      FailureClassification why,
      boolean cut,
      Consumer<Outcome> done) {
    Delivery delivery = Delivery.of(exchange, () -> {});
    RecordMessage record = records.kept(exchange, topic, why, cut, delivery);
    delivery.of(List.of(record));
    kafka.send(
        record,
        failure -> {
          if (failure == null) {
            done.accept(why.kept());
          } else if (!cut && KafkaFailures.isTooLarge(failure)) {
            send(exchange, topic, why, true, done);
          } else {
            done.accept(FailureClassification.of(failure, null).refused());
          }
        });
  }

  private static FailureClassification classify(Exchange exchange, Receipt receipt) {
    Exception failure = exchange.getException();
    if (failure != null) {
      return FailureClassification.of(failure, FailureClassification.route(exchange, failure));
    }
    Outcome verdict = receipt.verdict();
    if (verdict != null) {
      return new FailureClassification(
          verdict.reason(),
          verdict.detail(),
          "on-failure ended without storing the dead letter: " + verdict.detail(),
          "on-failure",
          verdict.retryAfter());
    }
    return new FailureClassification(
        Reason.INTERNAL,
        "internal error",
        "the route %s ended %s%s (to: drop:<why> leaves a message out on purpose)"
            .formatted(exchange.getFromRouteId(), receipt.missing(), after(exchange)),
        exchange.getFromRouteId(),
        null);
  }

  /** The step that the message passed last, as far as that is known. */
  private static String after(Exchange exchange) {
    String id = exchange.getExchangeExtension().getHistoryNodeId();
    ProcessorDefinition<?> step =
        id != null && exchange.getContext() instanceof ModelCamelContext camel
            ? camel.getProcessorDefinition(id)
            : null;
    return step == null
        ? ""
        : "; its last step was %s in %s"
            .formatted(step.getLabel(), ProcessorDefinitionHelper.getRouteId(step));
  }
}
