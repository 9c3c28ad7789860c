package dev.tributary.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * What camel-kafka holds for a producer: one client behind all of its endpoints, which no endpoint
 * closes. A send never throws: a throw in the middle of a list would complete the exchange while
 * its earlier records are under way.
 */
public final class SharedProducer implements Producer<Object, Object> {
  private static final Future<RecordMetadata> NOT_SENT =
      CompletableFuture.failedFuture(new IllegalStateException("the callback has the failure"));

  /** The topic of the endpoint of publish and on-failure. */
  static final String RECORDS = "records";

  private static final String NO_RECORD =
      "kafka:records takes the records that publish and on-failure make (variableSend: records) but"
          + " was given %s";

  private final KafkaClient client;

  public SharedProducer(KafkaClient client) {
    this.client = client;
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
    Pending pending = new Pending(client, record, callback);
    if (record.value() instanceof Outgoing outgoing) {
      outgoing.headers().forEach(record.headers()::add);
      if (!outgoing.delivery().begin(pending, outgoing, record.topic())) {
        pending.slot.leave();
        return NOT_SENT;
      }
    } else if (record.topic().equals(RECORDS)) {
      // no topic: what comes here names its own
      pending.slot.leave();
      callback.onCompletion(null, new IllegalStateException(NO_RECORD.formatted(type(record))));
      return NOT_SENT;
    }
    try {
      return client.producer().send(record, pending);
    } catch (RuntimeException e) {
      pending.onCompletion(null, e);
      return NOT_SENT;
    } finally {
      pending.sender = null;
    }
  }

  private static String type(ProducerRecord<Object, Object> record) {
    return record.value() == null ? "nothing" : record.value().getClass().getName();
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<Object, Object> record) {
    CompletableFuture<RecordMetadata> answer = new CompletableFuture<>();
    var unused =
        send(
            record,
            (metadata, failure) -> {
              if (failure == null) {
                answer.complete(metadata);
              } else {
                answer.completeExceptionally(failure);
              }
            });
    return answer;
  }

  @Override
  public void flush() {
    client.producer().flush();
  }

  @Override
  public List<PartitionInfo> partitionsFor(String topic) {
    return client.producer().partitionsFor(topic);
  }

  @Override
  public Map<MetricName, ? extends Metric> metrics() {
    return client.producer().metrics();
  }

  @Override
  public Uuid clientInstanceId(Duration timeout) {
    return client.producer().clientInstanceId(timeout);
  }

  @Override
  public void close() {
    // shared: the client closes it
  }

  @Override
  public void close(Duration timeout) {
    // shared: the client closes it
  }

  @Override
  public void initTransactions() {
    throw noTransactions();
  }

  @Override
  public void beginTransaction() {
    throw noTransactions();
  }

  @Override
  @Deprecated
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, String consumerGroupId) {
    throw noTransactions();
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
    throw noTransactions();
  }

  @Override
  public void commitTransaction() {
    throw noTransactions();
  }

  @Override
  public void abortTransaction() {
    throw noTransactions();
  }

  private static UnsupportedOperationException noTransactions() {
    return new UnsupportedOperationException(
        "the gateway's Kafka client is shared and has no transactions; give the endpoint brokers of"
            + " its own");
  }

  /** One record under way. */
  private static final class Pending implements Callback, Delivery.Handed {
    private final KafkaClient client;
    private final ProducerRecord<Object, Object> record;
    private final Callback callback;
    private final InFlight.Slot slot;
    private boolean reported;

    /** While it is being handed over; read by the thread that completes it, possibly the same. */
    private Thread sender = Thread.currentThread();

    Pending(KafkaClient client, ProducerRecord<Object, Object> record, Callback callback) {
      this.client = client;
      this.record = record;
      this.callback = callback;
      this.slot = client.inFlight().enter();
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception failure) {
      slot.leave();
      Delivery delivery = record.value() instanceof Outgoing outgoing ? outgoing.delivery() : null;
      if (failure == null) {
        client.acknowledged(metadata);
        if (delivery == null) {
          callback.onCompletion(metadata, null);
        } else {
          delivery.stored(this, metadata);
        }
        return;
      }
      Exception explained = client.failed(record.topic(), failure);
      if (delivery == null) {
        callback.onCompletion(metadata, explained);
      } else if (sender == Thread.currentThread() && !KafkaFailures.isRefusal(explained)) {
        delivery.tear(this, explained);
      } else {
        delivery.failed(this, metadata, explained);
      }
    }

    @Override
    public boolean tellOnce() {
      boolean first = !reported;
      reported = true;
      return first;
    }

    @Override
    public void report(RecordMetadata metadata, Exception failure) {
      callback.onCompletion(metadata, failure);
    }
  }
}
