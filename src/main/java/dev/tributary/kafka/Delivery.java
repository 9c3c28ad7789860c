package dev.tributary.kafka;

import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.Variables;
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

  private final String traceparent;
  private final MessageTrace.Sending followed;

  /** Null where it has one record, which cannot be torn. */
  private List<Handed> handed;

  private int underWay;
  private Exception worst;
  private Exception torn;

  /** A record of it that was handed to the producer, and whose outcome is told once. */
  interface Handed {
    /** True the first time. */
    boolean tellOnce();

    void tell(RecordMetadata metadata, Exception failure);
  }

  private Delivery(String traceparent, MessageTrace.Sending followed) {
    this.traceparent = traceparent;
    this.followed = followed;
  }

  public static Delivery of(Exchange exchange) {
    if (exchange.getProperty(MessageTrace.PROPERTY) instanceof MessageTrace message) {
      MessageTrace.Sending sending = message.sending(exchange);
      return new Delivery(sending.traceparent(), sending);
    }
    return new Delivery((String) exchange.getVariable(Variables.TRACEPARENT), null);
  }

  /** What its records carry: the sender's where nobody follows the message; or null. */
  public String traceparent() {
    return traceparent;
  }

  /** The headers that all records of the message carry. */
  public Map<String, byte[]> headers(Exchange exchange) {
    Map<?, ?> properties = (Map<?, ?>) exchange.getVariable(Variables.PROPERTIES);
    if (traceparent == null && (properties == null || properties.isEmpty())) {
      return Map.of();
    }
    Map<String, byte[]> headers = new LinkedHashMap<>();
    if (traceparent != null) {
      headers.put("traceparent", utf8(traceparent));
    }
    if (properties != null) {
      properties.forEach((name, value) -> headers.put("mqtt_" + name, utf8((String) value)));
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
      synchronized (this) {
        underWay = records.size();
      }
    }
    return records;
  }

  /** Before a record is handed over: why it may not be, or null. */
  synchronized Exception begin(Handed record) {
    if (handed != null) {
      handed.add(record);
    }
    return torn;
  }

  synchronized void stored(Handed record, RecordMetadata metadata) {
    if (record.tellOnce()) {
      ended();
      record.tell(metadata, null);
    }
  }

  /** Tells the worst failure so far. */
  synchronized void failed(Handed record, RecordMetadata metadata, Exception failure) {
    if (record.tellOnce()) {
      if (worst == null || KafkaFailures.isRefusal(worst)) {
        worst = failure;
      }
      ended();
      record.tell(metadata, worst);
    }
  }

  /**
   * The producer did not take a record, and might take the next: the message ends here and now, so
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
    if (followed != null && underWay == 0) {
      followed.ended(worst);
    }
  }
}
