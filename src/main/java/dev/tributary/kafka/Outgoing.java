package dev.tributary.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The value of a record until it is serialized, with what Kafka's partitioner and the client need
 * to know and no header shows.
 */
public final class Outgoing {
  /** Enough for the headers of an event without growing. */
  private static final int HEADERS = 12;

  private final byte[] bytes;
  private final byte[] partitionBy;
  private final Delivery delivery;
  private final List<Header> headers = new ArrayList<>(HEADERS);
  private String topic;
  private boolean handedOver;

  /**
   * @param partitionBy what is hashed to find the partition, or null for the record's key
   * @param delivery shared by the records of one message
   */
  public Outgoing(byte[] bytes, byte[] partitionBy, Delivery delivery) {
    this.bytes = bytes;
    this.partitionBy = partitionBy;
    this.delivery = delivery;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] partitionBy() {
    return partitionBy;
  }

  Delivery delivery() {
    return delivery;
  }

  /** The record's; not the Camel message's, of which camel-kafka filters and converts each. */
  public List<Header> headers() {
    return headers;
  }

  public void header(String name, byte[] value) {
    headers.add(new RecordHeader(name, value));
  }

  void goesTo(String fullTopic) {
    topic = fullTopic;
  }

  String topic() {
    return topic;
  }

  /** False if it was handed to the producer before. Guarded by its delivery. */
  boolean handOver() {
    boolean first = !handedOver;
    handedOver = true;
    return first;
  }
}
