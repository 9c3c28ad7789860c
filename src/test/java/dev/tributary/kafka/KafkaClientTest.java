package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClientTest {
  private final Queue<MockProducer<Object, Object>> made = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goOnWithANewClientWhenKafkaCallsTheOldOneFatal(boolean fenced) throws Exception {
    RuntimeException fatal =
        fenced
            ? new ProducerFencedException("another took over")
            : new KafkaException("an earlier request broke this client");
    try (KafkaClient client =
            new KafkaClient(this::make, Cluster.always(), new Topics("t"), Duration.ofSeconds(5));
        SharedProducer shared = new SharedProducer(client)) {
      client.start();
      await().until(client::available);
      MockProducer<Object, Object> first = made.element();
      Future<RecordMetadata> lost = shared.send(record());
      first.errorNext(fatal);

      assertThat(lost).failsWithin(Duration.ofSeconds(10));
      await().until(() -> made.size() == 2);
      await().until(() -> client.metric("any") == 0 && client.replaced() == 1);
      assertThat(first.closed()).isTrue();
      MockProducer<Object, Object> second = made.stream().skip(1).findFirst().orElseThrow();
      await().until(() -> sent(shared, second));
      assertThat(first.history()).hasSize(1);
    }
  }

  @Test
  void letNothingInWhileLittleOfTheProducersMemoryIsFree() {
    try (KafkaClient client =
        new KafkaClient(this::make, Cluster.always(), new Topics("t"), Duration.ofSeconds(5))) {
      client.start();
      await().until(client::available);
      assertThat(client.hasRoom()).isTrue();

      measure("buffer-total-bytes", 100);
      measure("buffer-available-bytes", 25);
      await().until(() -> !client.hasRoom());
      measure("buffer-available-bytes", 26);
      await().until(client::hasRoom);
    }
  }

  private void measure(String name, double value) {
    MetricName metric = new MetricName(name, "producer-metrics", "", Map.of());
    made.element()
        .setMockMetrics(
            metric,
            new Metric() {
              @Override
              public MetricName metricName() {
                return metric;
              }

              @Override
              public Object metricValue() {
                return value;
              }
            });
  }

  /** Whether a record goes to this client and is acknowledged. */
  private static boolean sent(SharedProducer shared, MockProducer<Object, Object> producer) {
    Future<RecordMetadata> answer = shared.send(record());
    return producer.completeNext() && answer.isDone();
  }

  private static ProducerRecord<Object, Object> record() {
    return new ProducerRecord<>("t.sensor.other", new byte[1], new byte[1]);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // bytes are objects
  private Producer<Object, Object> make() {
    Serializer<Object> bytes = (Serializer) new ByteArraySerializer();
    MockProducer<Object, Object> producer = new MockProducer<>(false, null, bytes, bytes);
    made.add(producer);
    return producer;
  }
}
