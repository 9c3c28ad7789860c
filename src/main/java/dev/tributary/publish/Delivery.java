package dev.tributary.publish;

import dev.tributary.ingest.Followed;
import dev.tributary.ingest.Variables;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The records of one message on their way to Kafka. Camel keeps the exception of whichever record
 * failed last; what counts is the worst: one whose outcome is unknown outweighs one that Kafka
 * refused.
 */
final class Delivery {
  private final String traceparent;
  private final Followed.Sending followed;
  private int underWay;
  private Exception worst;

  private Delivery(String traceparent, Followed.Sending followed) {
    this.traceparent = traceparent;
    this.followed = followed;
  }

  static Delivery of(Exchange exchange) {
    if (exchange.getProperty(Followed.PROPERTY) instanceof Followed message) {
      Followed.Sending sending = message.sending(exchange);
      return new Delivery(sending.traceparent(), sending);
    }
    return new Delivery((String) exchange.getVariable(Variables.TRACEPARENT), null);
  }

  /** What its records carry: the sender's where nobody follows the message; or null. */
  String traceparent() {
    return traceparent;
  }

  /** All its records, before the first of them is sent. */
  List<Message> of(List<Message> records) {
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

  /** One of its records is stored. */
  void stored() {
    if (followed != null) {
      synchronized (this) {
        ended();
      }
    }
  }

  /** Completes a record's callback with the worst failure so far, and tells nothing in between. */
  synchronized void failed(Callback callback, RecordMetadata metadata, Exception failure) {
    if (worst == null || KafkaFailures.isRefusal(worst)) {
      worst = failure;
    }
    ended();
    callback.onCompletion(metadata, worst);
  }

  private void ended() {
    underWay--;
    if (followed != null && underWay == 0) {
      followed.ended(worst);
    }
  }
}
