package dev.tributary.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One Kafka record as camel-kafka takes it from a list: key, topic and time are headers too. */
public final class RecordMessage extends DefaultMessage {
  private final Outgoing value;

  public RecordMessage(
      CamelContext camel, String topic, byte[] key, Instant timestamp, Outgoing value) {
    super(camel);
    this.value = value;
    value.goesTo(topic);
    setBody(value);
    setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
    setHeader(KafkaConstants.OVERRIDE_TIMESTAMP, timestamp.toEpochMilli());
    if (key != null) {
      setHeader(KafkaConstants.KEY, key);
    }
  }

  /** The same record without Camel in between. */
  public ProducerRecord<Object, Object> toRecord() {
    return new ProducerRecord<>(
        getHeader(KafkaConstants.OVERRIDE_TOPIC, String.class),
        null,
        getHeader(KafkaConstants.OVERRIDE_TIMESTAMP, Long.class),
        getHeader(KafkaConstants.KEY),
        value);
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
