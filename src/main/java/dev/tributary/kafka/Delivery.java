package dev.tributary.kafka;

import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.Variables;
import dev.tributary.text.PrintableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The records of one message on their way to Kafka. Camel keeps the exception of whichever record
 * failed last; what counts is the worst: one whose outcome is unknown outweighs one that Kafka
 * refused.
 */
public final class Delivery {
  /** The variable that holds the records until they are sent. */
  public static final String RECORDS = "records";

  private static final String TWICE =
      "a record goes to Kafka once: publish has one step to: kafka:records";
  private static final String ELSEWHERE =
      "the record for %s was sent to %s: kafka:records needs batchWithIndividualHeaders: true";

  private final String traceparent;
  private final MessageTrace.Sending followed;
  private final Runnable stored;

  /** Null where it has one record, which cannot be torn. */
  private List<Handed> handed;

  private int underWay;
  private Exception worst;
  private Exception torn;

  /** A record of it that was handed to the producer, whose outcome is reported once. */
  interface Handed {
    /** True the first time. */
    boolean tellOnce();

    void report(RecordMetadata metadata, Exception failure);
  }

  private Delivery(String traceparent, MessageTrace.Sending followed, Runnable stored) {
    this.traceparent = traceparent;
    this.followed = followed;
    this.stored = stored;
  }

  /**
   * @param stored is called once, when Kafka has acknowledged all records, before any step goes on
   */
  public static Delivery of(Exchange exchange, Runnable stored) {
    if (exchange.getProperty(MessageTrace.PROPERTY) instanceof MessageTrace message) {
      MessageTrace.Sending sending = message.sending(exchange);
      return new Delivery(sending.traceparent(), sending, stored);
    }
    return new Delivery((String) exchange.getVariable(Variables.TRACEPARENT), null, stored);
  }

  /**
   * The headers that all events of the message carry, safe to print whatever the sender chose.
   *
   * @param properties the sender's, or null
   */
  public Map<String, byte[]> headers(Map<String, String> properties) {
    if (traceparent == null && (properties == null || properties.isEmpty())) {
      return Map.of();
    }
    Map<String, byte[]> headers = new LinkedHashMap<>();
    PrintableHeaders.of(senders(properties))
        .forEach((name, value) -> headers.put(name, utf8(value)));
    return headers;
  }

  /** The same as the sender wrote them. */
  public Map<String, String> senders(Map<String, String> properties) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (traceparent != null) {
      headers.put("traceparent", traceparent);
    }
    if (properties != null) {
      properties.forEach((name, value) -> headers.put("mqtt_" + name, value));
    }
    return headers;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** All its records, before the first of them is sent. */
  public List<Message> of(List<Message> records) {
    if (records.size() > 1) {
      handed = new ArrayList<>(records.size());
    }
    if (followed != null) {
      Set<String> topics = new TreeSet<>();
      for (Message record : records) {
        topics.add(record.getHeader(KafkaConstants.OVERRIDE_TOPIC, String.class));
      }
      followed.handedOver(topics, records.size());
    }
    synchronized (this) {
      underWay = records.size();
    }
    return records;
  }

  /**
   * Before a record is handed over.
   *
   * @param topic where it is about to be sent
   * @return false if it may not be, which was reported to the record
   */
  synchronized boolean begin(Handed record, Outgoing value, String topic) {
    if (!value.handOver()) {
      record.report(null, worst == null ? new IllegalStateException(TWICE) : worst);
      return false;
    }
    if (!topic.equals(value.topic())) {
      failed(record, null, new IllegalStateException(ELSEWHERE.formatted(value.topic(), topic)));
      return false;
    }
    if (torn != null) {
      failed(record, null, torn);
      return false;
    }
    if (handed != null) {
      handed.add(record);
    }
    return true;
  }

  synchronized void stored(Handed record, RecordMetadata metadata) {
    if (record.tellOnce()) {
      ended();
      record.report(metadata, null);
    }
  }

  /** Reports the worst failure so far. */
  synchronized void failed(Handed record, RecordMetadata metadata, Exception failure) {
    if (record.tellOnce()) {
      if (worst == null || KafkaFailures.isRefusal(worst)) {
        worst = failure;
      }
      ended();
      record.report(metadata, worst);
    }
  }

  /**
   * The producer did not take a record, and might take the next: the message fails here and now, so
   * that neither its other records nor the next message of its sender overtake this one.
   */
  synchronized void tear(Handed record, Exception failure) {
    torn = failure;
    failed(record, null, failure);
    if (handed != null) {
      handed.forEach(earlier -> failed(earlier, null, failure));
      handed = null;
    }
  }

  private void ended() {
    underWay--;
    if (underWay == 0) {
      if (worst == null) {
        stored.run();
      }
      if (followed != null) {
        followed.ended(worst);
      }
    }
  }
}
