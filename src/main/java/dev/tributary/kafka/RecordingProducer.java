package dev.tributary.kafka;

import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.header.Header;

/**
 * Kafka's stand-in for its producer, with every topic as topics.yaml describes it: it acknowledges
 * at once, and keeps what was sent.
 */
public class RecordingProducer extends MockProducer<Object, Object> {
  private static final OutgoingSerializer BYTES = new OutgoingSerializer();

  private final TopicPlan plan;
  private final String prefix;

  /**
   * @param project with topics.yaml
   */
  public RecordingProducer(Project project, String prefix) throws IOException {
    super(true, BYTES, BYTES);
    this.plan = TopicPlan.of(project, prefix);
    this.prefix = prefix.isEmpty() ? "" : prefix + ".";
  }

  @Override
  public List<PartitionInfo> partitionsFor(String topic) {
    return IntStream.range(0, partitions(topic))
        .mapToObj(partition -> new PartitionInfo(topic, partition, null, null, null))
        .toList();
  }

  private int partitions(String topic) {
    return Math.max(1, plan.topic(topic).numPartitions());
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<Object, Object> sent, Callback callback) {
    byte[] key = BYTES.serialize(sent.topic(), sent.key());
    Integer partition = sent.partition();
    if (partition == null) {
      int count = partitions(sent.topic());
      partition = RegionPartitioner.partition(key, sent.value(), count);
    }
    return super.send(
        new ProducerRecord<>(
            sent.topic(),
            partition,
            sent.timestamp(),
            key,
            BYTES.serialize(sent.topic(), sent.value()),
            sent.headers()),
        callback);
  }

  /** What was sent since this was asked last, in order. */
  public synchronized List<RecordedMessage> take() {
    List<RecordedMessage> records = history().stream().map(this::recorded).toList();
    clear();
    return records;
  }

  private RecordedMessage recorded(ProducerRecord<Object, Object> sent) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : sent.headers()) {
      headers.put(header.key(), text(header.value()));
    }
    String topic = sent.topic();
    return new RecordedMessage(
        topic.startsWith(prefix) ? topic.substring(prefix.length()) : topic,
        text((byte[]) sent.key()),
        sent.partition(),
        headers,
        (byte[]) sent.value());
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
