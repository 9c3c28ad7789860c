package dev.tributary.failure;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageKey;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Variables;
import dev.tributary.kafka.Delivery;
import dev.tributary.kafka.Outgoing;
import dev.tributary.kafka.RecordMessage;
import dev.tributary.kafka.Topics;
import dev.tributary.text.Printable;
import dev.tributary.text.PrintableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * A message's original bytes as a Kafka record with their origin. What its sender chose of key and
 * headers is safe to print; only the bytes are as they came.
 */
public final class DeadLetterRecords {
  static final int CUT = 64 * 1024;

  /** Far beyond what names an identity; a topic of MQTT may have 64 KiB. */
  private static final int LONGEST_TEXT = 8 * 1024;

  private static final int LONGEST_KEY = 128;

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
    if (verdict.forOperator() != null) {
      record.kafkaHeader("tributary_detail", Printable.line(cut(verdict.forOperator())));
    }
    record.kafkaHeader("tributary_route", verdict.route());
    record.kafkaHeader("tributary_mapping", found(exchange, Variables.MAPPING, null));
    if (messageId(exchange) == null) {
      record.kafkaHeader("tributary_message_key", MessageKey.of(exchange));
    }
    // without its whole address it cannot be sent again
    if (bytes.length < arrival(exchange).size()
        || arrival(exchange).address().text().length() > LONGEST_TEXT) {
      record.kafkaHeader("tributary_truncated", "true");
      record.kafkaHeader("tributary_size", Integer.toString(arrival(exchange).size()));
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
            key(device),
            arrival.received(),
            new Outgoing(bytes, null, delivery));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("tributary_protocol", arrival.protocol().word());
    headers.put("tributary_address", arrival.address().text());
    headers.put("tributary_device", device);
    headers.put("tributary_region", found(exchange, Variables.REGION, arrival.address().region()));
    headers.put("tributary_content_type", arrival.contentType());
    headers.put("tributary_received", arrival.received().toString());
    headers.put("tributary_message_id", messageId(exchange));
    headers.put("tributary_index", arrival.index() == null ? null : arrival.index().toString());
    headers.put(
        "tributary_replayed",
        arrival.replayed() == 0 ? null : Integer.toString(arrival.replayed()));
    headers.putAll(delivery.senders(arrival.properties()));
    headers.values().removeIf(Objects::isNull);
    headers.replaceAll((name, text) -> cut(text));
    PrintableHeaders.of(headers).forEach(record::kafkaHeader);
    return record;
  }

  private static byte[] key(String device) {
    if (device == null) {
      return null;
    }
    String start = device.length() > LONGEST_KEY ? device.substring(0, LONGEST_KEY) : device;
    return Printable.of(start).getBytes(StandardCharsets.UTF_8);
  }

  private static String cut(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
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
