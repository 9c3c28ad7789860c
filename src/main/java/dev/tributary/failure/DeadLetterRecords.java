package dev.tributary.failure;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageKey;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Variables;
import dev.tributary.kafka.Delivery;
import dev.tributary.kafka.Outgoing;
import dev.tributary.kafka.RecordMessage;
import dev.tributary.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** A message's original bytes as a Kafka record that says where they came from. */
public final class DeadLetterRecords {
  static final int CUT = 64 * 1024;

  private final Topics topics;

  public DeadLetterRecords(Topics topics) {
    this.topics = topics;
  }

  /** A record of what came in, with no word on what became of it. */
  public Message raw(Exchange exchange, Delivery delivery) {
    return record(exchange, Topics.RAW, arrival(exchange).payload(), delivery);
  }

  /** A record for the dead-letter or throttled topic. */
  public RecordMessage kept(
      Exchange exchange,
      String topic,
      FailureClassification verdict,
      boolean cut,
      Delivery delivery) {
    byte[] whole = arrival(exchange).payload();
    byte[] bytes = cut && whole.length > CUT ? Arrays.copyOf(whole, CUT) : whole;
    RecordMessage record = record(exchange, topic, bytes, delivery);
    record.kafkaHeader("tributary_reason", verdict.reason().word());
    record.kafkaHeader("tributary_detail", verdict.forOperator());
    record.kafkaHeader("tributary_route", verdict.route());
    if (messageId(exchange) == null) {
      record.kafkaHeader("tributary_message_key", MessageKey.of(exchange));
    }
    if (bytes.length < whole.length) {
      record.kafkaHeader("tributary_truncated", "true");
      record.kafkaHeader("tributary_size", Integer.toString(whole.length));
    }
    return record;
  }

  /**
   * What came in is taken from the receipt, where no step has changed it; only what normalize found
   * out is a variable.
   */
  private RecordMessage record(Exchange exchange, String topic, byte[] bytes, Delivery delivery) {
    Arrival arrival = arrival(exchange);
    String device = found(exchange, Variables.DEVICE, arrival.address().device());
    RecordMessage record =
        new RecordMessage(
            exchange.getContext(),
            topics.name(topic),
            device == null ? null : device.getBytes(StandardCharsets.UTF_8),
            arrival.received(),
            new Outgoing(bytes, null, delivery));
    record.kafkaHeader("tributary_protocol", arrival.protocol().word());
    record.kafkaHeader("tributary_address", arrival.address().text());
    record.kafkaHeader("tributary_device", device);
    record.kafkaHeader(
        "tributary_region", found(exchange, Variables.REGION, arrival.address().region()));
    record.kafkaHeader("tributary_content_type", arrival.contentType());
    record.kafkaHeader("tributary_received", arrival.received().toString());
    record.kafkaHeader("tributary_message_id", messageId(exchange));
    record.kafkaHeader(
        "tributary_index", arrival.index() == null ? null : arrival.index().toString());
    record.kafkaHeader(
        "tributary_replayed",
        arrival.replayed() == 0 ? null : Integer.toString(arrival.replayed()));
    delivery.headers(arrival.properties()).forEach(record::kafkaHeader);
    return record;
  }

  private static String messageId(Exchange exchange) {
    return found(exchange, Variables.MESSAGE_ID, arrival(exchange).messageId());
  }

  private static Arrival arrival(Exchange exchange) {
    return Receipt.of(exchange).arrival();
  }

  private static String found(Exchange exchange, String variable, String otherwise) {
    Object value = exchange.getVariable(variable);
    return value == null ? otherwise : value.toString();
  }
}
