package dev.tributary.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.kafka.OutgoingSerializer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;

/** The producer's memory is full in the middle of a message. */
class TornMessageTest {
  private static final OutgoingSerializer BYTES = new OutgoingSerializer();

  private final Full producer = new Full();

  /** Refuses one record as Kafka's producer does: by its callback, within the call. */
  private static final class Full extends MockProducer<Object, Object> {
    private int takes = Integer.MAX_VALUE;

    Full() {
      super(false, null, BYTES, BYTES);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
      return List.of(new PartitionInfo(topic, 0, null, null, null));
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<Object, Object> record, Callback callback) {
      if (takes-- == 0) {
        BufferExhaustedException full = new BufferExhaustedException("no memory is left");
        callback.onCompletion(null, full);
        return CompletableFuture.failedFuture(full);
      }
      return super.send(record, callback);
    }
  }

  @Test
  void endTheMessageAtOnceAndSendNothingMoreOfIt() throws Exception {
    try (PublishWorld world = new PublishWorld(producer, Map.of())) {
      await().until(() -> world.downstream().available());
      producer.takes = 1;

      CompletableFuture<Outcome> torn =
          world.send(Protocol.MQTT, "dev-1", "temperature humidity motion");

      assertThat(torn).as("before anything else can be sent").isDone();
      assertThat(torn.join().reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(torn.join().settled()).isFalse();
      assertThat(producer.history()).as("the one that was taken before").hasSize(1);
    }
  }

  @Test
  void goOnWithTheNextMessageOnceThereIsRoom() throws Exception {
    try (PublishWorld world = new PublishWorld(producer, Map.of())) {
      await().until(() -> world.downstream().available());
      producer.takes = 1;
      CompletableFuture<Outcome> torn = world.send(Protocol.MQTT, "dev-1", "temperature humidity");

      CompletableFuture<Outcome> again = world.send(Protocol.MQTT, "dev-1", "temperature humidity");
      for (int i = 0; i < 3; i++) {
        assertThat(producer.completeNext()).isTrue();
      }

      assertThat(torn.join().reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(again.get().isStored()).isTrue();
    }
  }
}
