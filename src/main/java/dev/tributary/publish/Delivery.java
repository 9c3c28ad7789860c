package dev.tributary.publish;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The records of one message on their way to Kafka. Camel keeps the exception of whichever record
 * failed last; what counts is the worst: one whose outcome is unknown outweighs one that Kafka
 * refused.
 */
final class Delivery {
  private Exception worst;

  /** Completes a record's callback with the worst failure so far, and tells nothing in between. */
  synchronized void failed(Callback callback, RecordMetadata metadata, Exception failure) {
    if (worst == null || KafkaFailures.isRefusal(worst)) {
      worst = failure;
    }
    callback.onCompletion(metadata, worst);
  }
}
