package dev.tributary.publish;

import dev.tributary.contract.Event;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
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
    Delivery delivery = Delivery.of(exchange);
    Map<String, byte[]> shared = delivery.headers(exchange);
    List<Message> records = new ArrayList<>(4);
    for (Event event : events(exchange.getMessage().getBody())) {
      events.add(records, event, shared, delivery);
    }
    if (raw) {
      records.add(originals.raw(exchange, delivery));
    }
    if (exchange.getVariable(Variables.PARTIAL) instanceof Rejection partial) {
      FailureClassification verdict = FailureClassification.of(partial, "normalize");
      records.add(originals.kept(exchange, deadLetterTopic, verdict, false, delivery));
    }
    exchange.setVariable(Delivery.RECORDS, delivery.of(records));
  }

  @SuppressWarnings("unchecked") // the contract: publish is given events
  private static List<Event> events(Object body) {
    if (body instanceof Event event) {
      return List.of(event);
    }
    if (body instanceof List<?> list && areEvents(list)) {
      return (List<Event>) list;
    }
    throw new IllegalArgumentException(
        "publish takes a list of events, as normalize makes it, but was given "
            + (body == null ? "nothing" : body.getClass().getName()));
  }

  private static boolean areEvents(List<?> list) {
    for (Object item : list) {
      if (!(item instanceof Event)) {
        return false;
      }
    }
    return true;
  }
}
