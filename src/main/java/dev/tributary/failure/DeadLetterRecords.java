package dev.tributary.failure;

import dev.tributary.contract.MessageKey;
import dev.tributary.contract.Variables;
import dev.tributary.kafka.Delivery;
import dev.tributary.kafka.Outgoing;
import dev.tributary.kafka.RecordMessage;
import dev.tributary.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
    return record(exchange, Topics.RAW, payload(exchange), delivery);
  }

  /** A record for the dead-letter or throttled topic. */
  public Message kept(
      Exchange exchange,
      String topic,
      FailureClassification verdict,
      boolean cut,
      Delivery delivery) {
    byte[] whole = payload(exchange);
    byte[] bytes = cut && whole.length > CUT ? Arrays.copyOf(whole, CUT) : whole;
    RecordMessage record = record(exchange, topic, bytes, delivery);
    record.kafkaHeader("tributary_reason", verdict.reason().word());
    record.kafkaHeader("tributary_detail", verdict.forOperator());
    record.kafkaHeader("tributary_route", verdict.route());
    if (exchange.getVariable(Variables.MESSAGE_ID) == null) {
      record.kafkaHeader("tributary_message_key", MessageKey.of(exchange));
    }
    if (bytes.length < whole.length) {
      record.kafkaHeader("tributary_truncated", "true");
      record.kafkaHeader("tributary_size", Integer.toString(whole.length));
    }
    return record;
  }

  private RecordMessage record(Exchange exchange, String topic, byte[] bytes, Delivery delivery) {
    String device = text(exchange, Variables.DEVICE);
    byte[] key = device == null ? null : device.getBytes(StandardCharsets.UTF_8);
    Instant received = exchange.getVariable(Variables.RECEIVED, Instant.class);
    RecordMessage record =
        new RecordMessage(
            exchange.getContext(),
            topics.name(topic),
            key,
            received == null ? Instant.now() : received,
            new Outgoing(bytes, null, delivery));
    record.kafkaHeader("tributary_protocol", text(exchange, Variables.PROTOCOL));
    record.kafkaHeader("tributary_address", text(exchange, Variables.ADDRESS));
    record.kafkaHeader("tributary_device", device);
    record.kafkaHeader("tributary_region", text(exchange, Variables.REGION));
    record.kafkaHeader("tributary_content_type", text(exchange, Variables.CONTENT_TYPE));
    record.kafkaHeader("tributary_received", received == null ? null : received.toString());
    record.kafkaHeader("tributary_message_id", text(exchange, Variables.MESSAGE_ID));
    record.kafkaHeader("tributary_index", text(exchange, Variables.INDEX));
    record.kafkaHeader("tributary_replayed", text(exchange, Variables.REPLAYED));
    delivery.headers(exchange).forEach(record::kafkaHeader);
    return record;
  }

  private static byte[] payload(Exchange exchange) {
    byte[] payload = (byte[]) exchange.getVariable(Variables.PAYLOAD);
    return payload == null ? new byte[0] : payload;
  }

  private static String text(Exchange exchange, String variable) {
    Object value = exchange.getVariable(variable);
    return value == null ? null : value.toString();
  }
}
