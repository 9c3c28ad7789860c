package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Settings;
import dev.tributary.kafka.ClientSettings;
import dev.tributary.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what far ends refused to the topics that it came from, in order. A header names the route
 * that is to have it again; the other routes out leave it alone. How far it came is committed.
 */
public final class UndeliveredReplay {
  /** What only the topic of undelivered records says. */
  private static final Set<String> OURS =
      Set.of(
          "tributary_reason",
          "tributary_detail",
          "tributary_topic",
          "tributary_partition",
          "tributary_offset");

  private static final Logger LOG = LoggerFactory.getLogger(UndeliveredReplay.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int BLOCK_MILLIS = 30_000;

  private final Settings settings;
  private final String topic;
  private final String group;

  public UndeliveredReplay(Settings settings) {
    this.settings = settings;
    Topics topics = new Topics(settings.tributary().kafka().topicPrefix());
    this.topic = topics.name(OutModule.TOPIC);
    this.group = topics.name("replay." + OutModule.TOPIC);
  }

  /** How it went. */
  public record Summary(long sent, long notMatching, long notSent) {
    @Override
    public String toString() {
      return "%d sent to the routes that refused them, %d not matching%s"
          .formatted(sent, notMatching, notSent == 0 ? "" : ", %d not sent".formatted(notSent));
    }
  }

  /** A refused record. */
  public record Refused(String key, long timestamp, String reason, String destination) {
    @Override
    public String toString() {
      return "%s: %s by %s".formatted(key, reason, destination);
    }
  }

  /**
   * Sends what is there now and matches.
   *
   * @param would null to send; else is called with each instead, and nothing is committed
   */
  public Summary run(Predicate<Refused> wanted, long limit, Consumer<Refused> would) {
    Map<String, Object> config = ClientSettings.admin(settings);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "tributary-replay");
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    Map<String, Object> sending = ClientSettings.producer(settings);
    sending.put(ProducerConfig.CLIENT_ID_CONFIG, "tributary-replay");
    sending.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    sending.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    sending.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Producer<byte[], byte[]> producer = new KafkaProducer<>(sending)) {
      return run(consumer, producer, wanted, limit, would);
    }
  }

  private Summary run(
      KafkaConsumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      Predicate<Refused> wanted,
      long limit,
      Consumer<Refused> would) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalArgumentException(
          "the topic must exist but \"%s\" does not; nothing was ever refused".formatted(topic));
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    long sent = 0;
    long notMatching = 0;
    ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    while (!ends.isEmpty() && sent < limit) {
      Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
      List<Future<RecordMetadata>> underWay = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (sent >= limit || record.offset() >= ends.getOrDefault(partition, 0L)) {
          continue;
        }
        Refused refused = refused(record);
        if (!wanted.test(refused) || header(record.headers(), "tributary_topic") == null) {
          notMatching++;
        } else if (would != null) {
          would.accept(refused);
          sent++;
        } else {
          underWay.add(producer.send(again(record)));
          sent++;
        }
        done.put(partition, new OffsetAndMetadata(record.offset() + 1));
      }
      producer.flush();
      long failed = underWay.stream().filter(UndeliveredReplay::hasFailed).count();
      if (failed > 0) {
        return new Summary(sent - failed, notMatching, failed);
      }
      if (would == null && !done.isEmpty()) {
        consumer.commitSync(done);
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
    return new Summary(sent, notMatching, 0);
  }

  private static boolean hasFailed(Future<RecordMetadata> sent) {
    try {
      sent.get();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (ExecutionException e) {
      LOG.warn("A record could not be sent again: {}", FailureSentence.of(e));
      return true;
    }
  }

  private static Refused refused(ConsumerRecord<byte[], byte[]> record) {
    return new Refused(
        record.key() == null ? "" : new String(record.key(), UTF_8),
        record.timestamp(),
        header(record.headers(), "tributary_reason"),
        header(record.headers(), OutRecord.DESTINATION));
  }

  private static ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> record) {
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(
            header(record.headers(), "tributary_topic"),
            Integer.valueOf(header(record.headers(), "tributary_partition")),
            record.timestamp(),
            record.key(),
            record.value());
    for (Header header : record.headers()) {
      if (!OURS.contains(header.key())) {
        again.headers().add(header);
      }
    }
    return again;
  }

  private static String header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
