package dev.tributary.kafka;

import java.util.function.Consumer;

/** Sends a record past the routes. */
@FunctionalInterface
public interface RecordSender {
  /**
   * @param done is called once, never on a thread of Kafka's client, with the failure, or null when
   *     Kafka has acknowledged the record
   */
  void send(RecordMessage record, Consumer<Exception> done);
}
