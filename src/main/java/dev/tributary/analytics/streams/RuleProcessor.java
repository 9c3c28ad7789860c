package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.GatewayClock;
import dev.tributary.analytics.rules.RuleEngine;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.rules.Stage;
import dev.tributary.kafka.RegionPartitioner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Runs the rules over one partition of all topics. */
final class RuleProcessor implements Processor<byte[], Input, byte[], Result> {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration POSITION = Duration.ofSeconds(10);

  /** So long may a tick wait for a record before its topic is looked at. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final RuleStreams streams;
  private ProcessorContext<byte[], Result> context;
  private ResultRecords results;
  private RuleStore store;
  private RuleEngine engine;
  private GatewayClock clock;
  private RuleSet rules;
  private int partition;
  private String ticks;

  /** When each topic's last record was read, and since when ticks wait; System.nanoTime. */
  private long lastRead = System.nanoTime();

  private long waitingSince = -1;

  RuleProcessor(RuleStreams streams) {
    this.streams = streams;
  }

  @Override
  public void init(ProcessorContext<byte[], Result> processing) {
    context = processing;
    // also when Streams takes up the same object again, after it gave up a transaction
    rules = null;
    partition = context.taskId().partition();
    ticks = streams.topic(RuleTopics.TICK);
    results = new ResultRecords(context, streams);
    store = context.getStateStore(RuleStreams.STORE);
    Consumer<byte[], byte[]> consumer = streams.clients().ofThisThread();
    int tasks = partitions(consumer, RuleTopics.TICK);
    results.parts(partition, tasks, partitions(consumer, RuleTopics.PART));
    engine =
        new RuleEngine(
            Stage.DEVICES, store, results, streams.tally(), isHere(tasks), streams::isFull);
    clock = new GatewayClock(store, engine, results, partition == 0, context.currentSystemTimeMs());
    for (String topic : streams.inputs()) {
      TopicPartition of = new TopicPartition(topic, partition);
      if (consumer.assignment().contains(of)) {
        // nothing of it has been taken in since the state was stored
        clock.read(topic, consumer.position(of, POSITION) - 1);
      }
    }
    context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::look);
    streams.watch().add(this);
  }

  private int partitions(Consumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(streams.topic(topic), POSITION).size();
  }

  /** Producers choose the partition by the key, which is the device. */
  private Predicate<String> isHere(int partitions) {
    return device ->
        RegionPartitioner.ofKey(device.getBytes(StandardCharsets.UTF_8), partitions) == partition;
  }

  @Override
  public void process(Record<byte[], Input> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    Input input = record.value();
    results.processing(record.timestamp(), input == null ? null : input.bytes());
    guarded(
        () -> {
          takeUpRules();
          if (from.topic().equals(ticks)) {
            if (input != null && input.tick() != null) {
              clock.tick(input.tick().of(streams.inputs()), context.currentSystemTimeMs());
              publish();
            }
            return;
          }
          lastRead = System.nanoTime();
          if (input == null || input.reading() == null) {
            streams.tally().unreadable.increment();
            results.unreadable(
                from.topic(),
                from.partition(),
                from.offset(),
                input == null ? "the record has no value" : input.fault());
          } else {
            engine.accept(input.reading());
          }
          clock.read(from.topic(), from.offset());
        });
  }

  private void look(long wall) {
    results.processing(wall, null);
    guarded(
        () -> {
          takeUpRules();
          clock.look(wall);
          lookAtStuck();
        });
    publish();
  }

  /**
   * A record that a tick names may never come: Kafka may have deleted it before it was read. Then
   * its topic has been read past it, and nothing of it has come for long.
   */
  private void lookAtStuck() {
    Map<String, Long> awaited = clock.awaited();
    long now = System.nanoTime();
    if (awaited.isEmpty()) {
      waitingSince = -1;
      return;
    }
    if (waitingSince < 0) {
      waitingSince = now;
    }
    if (now - waitingSince < STUCK_NANOS || now - lastRead < STUCK_NANOS) {
      return;
    }
    Consumer<byte[], byte[]> consumer = streams.clients().ofThisThread();
    awaited.forEach(
        (topic, offset) -> {
          try {
            TopicPartition of = new TopicPartition(topic, partition);
            long next =
                consumer.assignment().contains(of)
                    ? consumer.position(of, Duration.ofMillis(100))
                    : offset + 1;
            if (next > offset) {
              clock.read(topic, next - 1);
            }
          } catch (TimeoutException e) {
            // not known at this moment; asked again at the next look
          }
        });
  }

  private void takeUpRules() {
    RuleSet now = streams.rules();
    if (now != rules) {
      rules = now;
      engine.rules(now);
    }
  }

  static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuleEngine.Fatal e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private void publish() {
    streams
        .watch()
        .put(
            this,
            new RuleWatch.Partition(
                Stage.DEVICES,
                engine.windows(),
                engine.firing(),
                engine.now(),
                engine.switchedOff(),
                store.size()));
  }

  @Override
  public void close() {
    streams.watch().remove(this);
  }
}
