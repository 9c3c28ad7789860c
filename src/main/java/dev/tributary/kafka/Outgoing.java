package dev.tributary.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The value of a record until it is serialized, with what Kafka's partitioner and the client need
 * to know and no header shows.
 *
 * @param partitionBy what is hashed to find the partition, or null for the record's key
 * @param delivery shared by the records of one message
 * @param headers the record's; not the Camel message's, of which camel-kafka filters and converts
 *     each
 */
public record Outgoing(byte[] bytes, byte[] partitionBy, Delivery delivery, List<Header> headers) {
  /** Enough for the headers of an event without growing. */
  private static final int HEADERS = 12;

  public Outgoing(byte[] bytes, byte[] partitionBy, Delivery delivery) {
    this(bytes, partitionBy, delivery, new ArrayList<>(HEADERS));
  }

  public void header(String name, byte[] value) {
    headers.add(new RecordHeader(name, value));
  }
}
