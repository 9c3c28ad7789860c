package dev.tributary.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serializer;

/** Values of ours as they are; bytes and text, so that an operator's own step may write too. */
public final class OutgoingSerializer implements Serializer<Object> {
  @Override
  public byte[] serialize(String topic, Object value) {
    if (value instanceof Outgoing outgoing) {
      return outgoing.bytes();
    }
    if (value == null || value instanceof byte[]) {
      return (byte[]) value;
    }
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
