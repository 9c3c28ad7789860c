package dev.tributary.replay;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.kafka.ClientSettings;
import dev.tributary.kafka.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends dead letters through the pipeline again, in the order in which they were stored, so that a
 * device's keep theirs. How far it came is committed to Kafka under its name: a replay that was
 * stopped goes on there.
 */
public final class Replay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final int IN_FLIGHT = 500;
  private static final int LAST_ANSWERS_SECONDS = 30;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Where messages go: the way of every message from its arrival on. */
  public interface Pipeline {
    void accept(Arrival arrival, java.util.function.Consumer<Outcome> answer);

    /** Whether it takes a message of this size now; the next goes when it does. */
    default boolean hasRoom(int size) {
      return true;
    }
  }

  /** Is called with the progress. */
  public interface Watcher {
    /** A message that would go. */
    void message(StoredMessage message);

    void progress(long read, long toRead);
  }

  /** What became of it. */
  public static final class Summary {
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong keptAgain = new AtomicLong();
    private final AtomicLong notSettled = new AtomicLong();
    private boolean remembered = true;
    private long skipped;
    private long worn;
    private long cut;

    public boolean isComplete() {
      return notSettled.get() == 0 && remembered;
    }

    @Override
    public String toString() {
      return "%d published, %d dead-lettered again, %d not matching, %d replayed too often, %d cut short"
              .formatted(published.get(), keptAgain.get(), skipped, worn, cut)
          + (dropped.get() == 0 ? "" : ", %d dropped by a route".formatted(dropped.get()))
          + (notSettled.get() == 0 ? "" : ", %d not settled".formatted(notSettled.get()))
          + (remembered ? "" : "; how far it came is not remembered, the next sends some again");
    }
  }

  private final ReplayOptions options;
  private final AddressTemplates templates;
  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final ReplayMemory memory;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final Summary summary = new Summary();
  private volatile boolean stopped;
  private long handedOver;
  private long started;

  public Replay(Settings settings, ReplayOptions options) {
    this(settings, options, new ReplayMemory.UpToNow(), options.group());
  }

  /** A replay of a selection; of the options, the topic, the rate and the most replays count. */
  public Replay(Settings settings, ReplayOptions options, ReplaySelection selection) {
    this(settings, options, selection, ReplaySelection.GROUP);
  }

  private Replay(Settings settings, ReplayOptions options, ReplayMemory memory, String group) {
    this.options = options;
    this.memory = memory;
    this.templates = AddressTemplates.parse(settings.tributary().addresses());
    this.topic = new Topics(settings.tributary().kafka().topicPrefix()).name(options.topic());
    Map<String, Object> config = ClientSettings.admin(settings);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "tributary-replay");
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Stops the replay at the next message; what is under way is finished and remembered. */
  public void stop() {
    stopped = true;
  }

  /** Replays what is stored now; what is stored meanwhile is left to the next replay. */
  public Summary run(Pipeline pipeline, Watcher watcher) throws InterruptedException {
    walk(watcher, (message, step) -> send(message, step, pipeline), this::commit);
    if (!room.tryAcquire(IN_FLIGHT, LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
      summary.notSettled.addAndGet(IN_FLIGHT - room.availablePermits());
    }
    summary.remembered = commit();
    return summary;
  }

  /** Says what would go, and sends and remembers nothing. */
  public Summary dryRun(Watcher watcher) {
    walk(
        watcher,
        (message, step) -> {
          watcher.message(message);
          summary.published.incrementAndGet();
        },
        () -> {});
    return summary;
  }

  private void walk(
      Watcher watcher, BiConsumer<StoredMessage, ReplayPosition.Step> sender, Runnable remember) {
    Map<TopicPartition, Long> ends = new LinkedHashMap<>();
    long toRead = 0;
    for (Map.Entry<TopicPartition, ReplayMemory.Range> range : assign().entrySet()) {
      ends.put(range.getKey(), range.getValue().end());
      toRead += range.getValue().end() - range.getValue().start();
    }
    long read = 0;
    long remembered = System.nanoTime();
    watcher.progress(0, toRead);
    while (!ends.isEmpty() && !isOver()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (!isOver() && record.offset() < ends.getOrDefault(partition, 0L)) {
          take(new StoredMessage(record), partition, sender);
          watcher.progress(++read, toRead);
        }
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (System.nanoTime() - remembered > COMMIT_NANOS) {
        remembered = System.nanoTime();
        remember.run();
      }
    }
  }

  private boolean isOver() {
    return handedOver >= options.limit() || isEnding();
  }

  private boolean isEnding() {
    return stopped || summary.notSettled.get() > 0;
  }

  /** What there is to read; nothing else is left assigned. */
  private Map<TopicPartition, ReplayMemory.Range> assign() {
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      throw new IllegalArgumentException(
          "the topic must exist but \"%s\" does not; nothing was ever stored there"
              .formatted(topic));
    }
    Set<TopicPartition> partitions = new HashSet<>();
    infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
    Map<TopicPartition, ReplayMemory.Range> ranges = new LinkedHashMap<>();
    for (TopicPartition partition : partitions) {
      ReplayMemory.Range range =
          memory.open(
              partition,
              new ReplayMemory.Range(begins.get(partition), ends.get(partition)),
              committed.get(partition));
      if (range.start() < range.end()) {
        ranges.put(partition, range);
      }
    }
    consumer.assign(ranges.keySet());
    ranges.forEach((partition, range) -> consumer.seek(partition, range.start()));
    return ranges;
  }

  private void take(
      StoredMessage message,
      TopicPartition partition,
      BiConsumer<StoredMessage, ReplayPosition.Step> sender) {
    boolean wanted = memory.wants(partition, message.offset()) && options.wants(message);
    ReplayPosition.Step step = memory.read(partition, message.offset());
    if (!wanted) {
      summary.skipped++;
    } else if (message.replayed() >= options.mostReplays()) {
      summary.worn++;
    } else if (!message.isWhole()) {
      summary.cut++;
    } else {
      pace();
      handedOver++;
      sender.accept(message, step);
      return;
    }
    memory.leftAlone(step);
  }

  private void send(StoredMessage message, ReplayPosition.Step step, Pipeline pipeline) {
    if (awaitRoom(pipeline, message.size())) {
      pipeline.accept(
          message.arrival(templates),
          outcome -> {
            settled(step, outcome);
            room.release();
          });
    }
  }

  /** Nobody waits for a replayed message: it is held until Kafka has taken those before it. */
  private boolean awaitRoom(Pipeline pipeline, int size) {
    while (!isEnding()) {
      if (pipeline.hasRoom(size) && room.tryAcquire()) {
        return true;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return false;
  }

  private void settled(ReplayPosition.Step step, Outcome outcome) {
    if (!outcome.settled()) {
      // not done: a later replay begins with it
      summary.notSettled.incrementAndGet();
      return;
    }
    if (outcome.dropped() != null) {
      summary.dropped.incrementAndGet();
    } else {
      (outcome.isStored() ? summary.published : summary.keptAgain).incrementAndGet();
    }
    step.done();
  }

  private void pace() {
    if (options.rate() <= 0) {
      return;
    }
    if (handedOver == 0) {
      started = System.nanoTime();
    }
    long due = started + (long) (handedOver * 1e9 / options.rate());
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }

  /** Whether the position is remembered. */
  private boolean commit() {
    try {
      consumer.commitSync(memory.marks());
      return true;
    } catch (TimeoutException e) {
      LOG.warn("How far the replay came could not be remembered: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
