package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One record as a route sees it: the members of its JSON by name. Behind them is the record as
 * Kafka has it, which no step changes.
 */
public final class OutRecord extends LinkedHashMap<String, Object> {
  /** Names the one route that is to have a record which was refused before. */
  static final String DESTINATION = "tributary_destination";

  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};
  private static final int OVERHEAD = 200;

  private final transient ConsumerRecord<byte[], byte[]> source;
  private final transient String unreadable;
  private transient volatile boolean settled;

  OutRecord(ConsumerRecord<byte[], byte[]> source) {
    this.source = source;
    this.unreadable = read();
  }

  private String read() {
    if (source.value() == null) {
      return null;
    }
    try {
      putAll(JSON.readValue(source.value(), MEMBERS));
      return null;
    } catch (IOException e) {
      return "the value must be a JSON object but is not";
    }
  }

  ConsumerRecord<byte[], byte[]> source() {
    return source;
  }

  /** Why no route can read it, or null. */
  String unreadable() {
    return unreadable;
  }

  /** What it takes of the memory, about. */
  int weight() {
    return OVERHEAD + 3 * Math.max(0, source.serializedValueSize());
  }

  /** It needs no delivery any more: it went to the undelivered ones. */
  void settle() {
    settled = true;
  }

  /** Whether this route is to have it. */
  boolean isFor(String route) {
    Header destination = source.headers().lastHeader(DESTINATION);
    return destination == null || route.equals(new String(destination.value(), UTF_8));
  }

  /** Whether a route is still to get it. Records without a value only delete a key. */
  boolean isOpen() {
    return !settled && source.value() != null;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
