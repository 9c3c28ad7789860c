package dev.tributary.publish;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/** One Kafka record as camel-kafka takes it from a list: key, topic and time are headers too. */
final class RecordMessage extends DefaultMessage {
  /** Enough for the headers of an event without growing. */
  private static final int HEADERS = 32;

  RecordMessage(CamelContext camel, String topic, byte[] key, Instant timestamp, Outgoing value) {
    super(camel);
    setBody(value);
    setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
    setHeader(KafkaConstants.OVERRIDE_TIMESTAMP, timestamp.toEpochMilli());
    if (key != null) {
      setHeader(KafkaConstants.KEY, key);
    }
  }

  /** A Kafka header: bytes, because Camel would write text in the platform's charset. */
  void kafkaHeader(String name, String value) {
    if (value != null) {
      setHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** All names are ours, so that there is no need to look them up whatever their letter case. */
  @Override
  protected Map<String, Object> createHeaders() {
    return new LinkedHashMap<>(HEADERS);
  }
}
