package dev.tributary.publish;

import dev.tributary.contract.Event;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import dev.tributary.failure.DeadLetterRecords;
import dev.tributary.failure.FailureClassification;
import dev.tributary.kafka.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * {@code process: {ref: records}}: makes of a message's events the list of Kafka records that one
 * {@code to: kafka} sends, in the variable {@code records}; the body stays as it is.
 */
public final class RecordsStep implements Processor {
  private final EventRecords events;
  private final DeadLetterRecords originals;
  private final String deadLetterTopic;
  private final boolean raw;

  public RecordsStep(
      EventRecords events, DeadLetterRecords originals, String deadLetterTopic, boolean raw) {
    this.events = events;
    this.originals = originals;
    this.deadLetterTopic = deadLetterTopic;
    this.raw = raw;
  }

  @Override
  public void process(Exchange exchange) {
    Receipt receipt = Receipt.of(exchange);
    if (receipt == null) {
      throw new Rejection(
          Reason.INTERNAL, "publish takes messages that a listener received, and no others");
    }
    Receipt.Publication publication = receipt.publication(exchange.getMessage().getBody());
    Delivery delivery = Delivery.of(exchange, publication::stored);
    Map<String, byte[]> shared = delivery.headers(receipt.arrival().properties());
    List<Message> records = new ArrayList<>(4);
    for (Event event : publication.events()) {
      events.add(records, event, shared, delivery);
    }
    if (raw && publication.needsRaw()) {
      records.add(originals.raw(exchange, delivery));
    }
    for (Rejection partial : publication.partials()) {
      FailureClassification verdict = FailureClassification.of(partial, "normalize");
      records.add(originals.kept(exchange, deadLetterTopic, verdict, false, delivery));
    }
    exchange.setVariable(Delivery.RECORDS, delivery.of(records));
  }
}
