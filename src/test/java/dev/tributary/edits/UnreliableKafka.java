package dev.tributary.edits;

import dev.tributary.kafka.OutgoingSerializer;
import dev.tributary.kafka.RecordingProducer;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;

/**
 * Answers later, on a thread of its own, and not always well. What it has acknowledged is known
 * before anybody else hears of it.
 */
final class UnreliableKafka extends RecordingProducer {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "unreliable-kafka");
            thread.setDaemon(true);
            return thread;
          });
  private final Random random;
  private final int failures;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  /**
   * @param failures of a hundred records
   */
  UnreliableKafka(long seed, int failures) throws IOException {
    super(Project.read(Path.of("routes")), "iot");
    this.random = new Random(seed);
    this.failures = failures;
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<Object, Object> record, Callback callback) {
    int luck = random.nextInt(100);
    RuntimeException failure =
        luck >= failures
            ? null
            : luck % 2 == 0
                ? new InvalidRecordException("refused by the test")
                : new NotEnoughReplicasException("unknown, says the test");
    byte[] value = new OutgoingSerializer().serialize(record.topic(), record.value());
    String shown = record.topic() + " " + new String(value, StandardCharsets.UTF_8);
    return super.send(
        record,
        (metadata, none) ->
            thread.execute(
                () -> {
                  if (failure == null) {
                    acknowledged.add(shown);
                  }
                  callback.onCompletion(metadata, failure);
                }));
  }

  /** The topic and the value, with a space between, of every record that was acknowledged. */
  Set<String> acknowledged() {
    return acknowledged;
  }

  @Override
  public void close(Duration timeout) {
    super.close(timeout);
    thread.shutdown();
  }
}
