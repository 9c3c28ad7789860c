package dev.tributary.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/** One Kafka record as camel-kafka takes it from a list: key, topic and time are headers too. */
public final class RecordMessage extends DefaultMessage {
  private final Outgoing value;

  public RecordMessage(
      CamelContext camel, String topic, byte[] key, Instant timestamp, Outgoing value) {
    super(camel);
    this.value = value;
    setBody(value);
    setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
    setHeader(KafkaConstants.OVERRIDE_TIMESTAMP, timestamp.toEpochMilli());
    if (key != null) {
      setHeader(KafkaConstants.KEY, key);
    }
  }

  public void kafkaHeader(String name, String text) {
    if (text != null) {
      kafkaHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  public void kafkaHeader(String name, byte[] bytes) {
    value.header(name, bytes);
  }

  /** All names are ours, so that there is no need to look them up whatever their letter case. */
  @Override
  protected Map<String, Object> createHeaders() {
    return new HashMap<>(8);
  }
}
