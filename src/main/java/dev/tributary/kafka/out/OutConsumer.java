package dev.tributary.kafka.out;

import dev.tributary.config.FailureSentence;
import dev.tributary.support.DaemonThreads;
import dev.tributary.support.FarEndFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics for one route: one thread polls, whatever becomes of the lists, and commits what is
 * delivered; workers bring the lists to the route. A partition whose list fails is paused, the
 * others go on.
 */
final class OutConsumer extends DefaultConsumer implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(OutConsumer.class);
  private static final Duration BUSY = Duration.ofMillis(10);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration COMMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long LAST_LIST_MILLIS = 10_000;
  private static final long REVOKED_MILLIS = 5_000;
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How much of fetched records may wait for a route. */
  private static final long MOST_WEIGHT = 32L << 20;

  private final OutOptions options;
  private final OutModule module;
  private final OutDelivery delivery;
  private final long started = System.currentTimeMillis();
  private final Map<TopicPartition, Lane> lanes = new ConcurrentHashMap<>();
  private final Set<Lane> queued = ConcurrentHashMap.newKeySet();
  private ExecutorService workers;
  private Thread thread;
  private KafkaConsumer<byte[], byte[]> kafka;
  private long looked;
  private volatile boolean running;
  private volatile long behind;
  private volatile String trouble;
  private volatile String failure;
  private volatile Instant failingSince;

  OutConsumer(Endpoint endpoint, Processor processor, OutOptions options, OutModule module) {
    super(endpoint, processor);
    this.options = options;
    this.module = module;
    this.delivery = new OutDelivery(this, module, options.groupBy());
  }

  private String route() {
    return getRouteId();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    running = true;
    workers =
        Executors.newFixedThreadPool(
            options.workers(), task -> DaemonThreads.of("out-" + route(), task));
    thread = DaemonThreads.of("out-poll-" + route(), this::run);
    module.add(route(), this);
    thread.start();
  }

  @Override
  protected void doStop() throws Exception {
    running = false;
    if (thread != null) {
      thread.join(LAST_LIST_MILLIS + COMMIT.toMillis() + CLOSE.toMillis());
      workers.shutdownNow();
      module.remove(this);
    }
    super.doStop();
  }

  /** Goes on through whatever Kafka does; a client that is of no more use makes way for another. */
  private void run() {
    try {
      while (running) {
        read();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            module.consumer(route(), options),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      kafka = consumer;
      consumer.subscribe(module.pattern(options.topics()), this);
      while (running) {
        turn();
      }
      finish();
      consumer.close(CLOSE);
    } catch (KafkaException e) {
      stumble(e);
    }
  }

  private void stumble(KafkaException failed) throws InterruptedException {
    drop(new HashSet<>(lanes.keySet()), 0);
    trouble = FailureSentence.of(failed);
    LOG.warn("Route {} cannot read Kafka and tries again: {}", route(), trouble);
    for (long end = System.nanoTime() + AGAIN_NANOS; running && System.nanoTime() < end; ) {
      TimeUnit.MILLISECONDS.sleep(BUSY.toMillis());
    }
  }

  private void turn() throws InterruptedException {
    ConsumerRecords<byte[], byte[]> records =
        kafka.poll(lanes.values().stream().allMatch(Lane::isEmpty) ? IDLE : BUSY);
    trouble = null;
    long now = System.nanoTime();
    for (TopicPartition partition : records.partitions()) {
      List<OutRecord> read = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        read.add(new OutRecord(record));
      }
      lanes.computeIfAbsent(partition, this::lane).add(read, now);
    }
    lanes.values().stream().filter(lane -> lane.isReady(now)).forEach(this::submit);
    pause();
    commit(lanes);
    look(now);
  }

  private Lane lane(TopicPartition partition) {
    return new Lane(options.maxRecords(), TimeUnit.MILLISECONDS.toNanos(options.maxAgeMillis()));
  }

  private void submit(Lane lane) {
    if (queued.add(lane)) {
      workers.execute(() -> work(lane));
    }
  }

  private void work(Lane lane) {
    queued.remove(lane);
    for (List<OutRecord> list = lane.take(System.nanoTime());
        list != null;
        list = lane.take(System.nanoTime())) {
      Throwable failed = delivery.deliver(list);
      if (failed == null) {
        lane.succeeded();
        module.count(OutModule.RECORDS, route(), list.size());
      } else {
        module.count(OutModule.FAILURES, route(), 1);
        failed(failed);
        lane.failed(System.nanoTime(), FarEndFailure.retryAfter(failed, Instant.now()).toNanos());
      }
    }
  }

  private void failed(Throwable cause) {
    failure = FarEndFailure.sentence(cause);
    if (failingSince == null) {
      failingSince = Instant.now();
    }
  }

  /**
   * Nothing is fetched for a partition that has enough to do, nor for any while memory is used up.
   */
  private void pause() {
    boolean full = lanes.values().stream().mapToLong(Lane::weight).sum() >= MOST_WEIGHT;
    Set<TopicPartition> stop = new HashSet<>();
    Set<TopicPartition> go = new HashSet<>();
    for (TopicPartition partition : kafka.assignment()) {
      Lane lane = lanes.get(partition);
      boolean busy = lane != null && !lane.isEmpty();
      boolean enough = lane != null && (lane.isFull() || lane.isFailing() || (full && busy));
      (enough ? stop : go).add(partition);
    }
    kafka.pause(stop);
    kafka.resume(go);
  }

  private void commit(Map<TopicPartition, Lane> which) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    which.forEach(
        (partition, lane) -> {
          long offset = lane.uncommitted();
          if (offset >= 0) {
            offsets.put(partition, new OffsetAndMetadata(offset));
          }
        });
    if (offsets.isEmpty()) {
      return;
    }
    try {
      kafka.commitSync(offsets, COMMIT);
      offsets.forEach((partition, offset) -> which.get(partition).committed(offset.offset()));
    } catch (RetriableException | RebalanceInProgressException e) {
      LOG.debug("Route {} commits later", route(), e);
    } catch (CommitFailedException e) {
      // others have the partitions now, and deliver what was not committed once more
      LOG.debug("Route {} has lost partitions", route(), e);
    }
  }

  /** How far behind it is. Kafka is asked: nothing is fetched for a partition that is paused. */
  private void look(long now) {
    if (now - looked < LOOK_NANOS) {
      return;
    }
    looked = now;
    try {
      long sum = 0;
      for (Map.Entry<TopicPartition, Long> end :
          kafka.endOffsets(kafka.assignment(), LOOK).entrySet()) {
        Lane lane = lanes.get(end.getKey());
        long position = kafka.position(end.getKey(), LOOK);
        if (lane != null) {
          lane.read(position);
        }
        sum += Math.max(0, end.getValue() - position) + (lane == null ? 0 : lane.size());
      }
      behind = sum;
    } catch (RetriableException e) {
      LOG.debug("Route {} does not know how far behind it is", route(), e);
    }
    if (lanes.values().stream().noneMatch(Lane::isFailing)) {
      failingSince = null;
    }
  }

  private void finish() throws InterruptedException {
    drop(new HashSet<>(lanes.keySet()), LAST_LIST_MILLIS);
  }

  /** Releases partitions: what is under way may complete, and is committed. */
  private void drop(Collection<TopicPartition> partitions, long millis)
      throws InterruptedException {
    Map<TopicPartition, Lane> dropped = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Lane lane = lanes.remove(partition);
      if (lane != null) {
        dropped.put(partition, lane);
      }
    }
    long end = System.currentTimeMillis() + millis;
    for (Lane lane : dropped.values()) {
      lane.close(Math.max(0, end - System.currentTimeMillis()));
    }
    if (millis > 0) {
      commit(dropped);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      drop(partitions, REVOKED_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    try {
      drop(partitions, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (options.fromNow()) {
      skipWhatWasBefore(partitions);
    }
  }

  /** Where nothing was ever committed, it begins with what came since this start. */
  private void skipWhatWasBefore(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> known = kafka.committed(new HashSet<>(partitions));
    Map<TopicPartition, Long> since = new HashMap<>();
    for (TopicPartition partition : partitions) {
      if (known.get(partition) == null) {
        since.put(partition, started);
      }
    }
    if (since.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> ends = kafka.endOffsets(since.keySet());
    Map<TopicPartition, OffsetAndMetadata> begins = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        kafka.offsetsForTimes(since).entrySet()) {
      long offset = found.getValue() == null ? ends.get(found.getKey()) : found.getValue().offset();
      kafka.seek(found.getKey(), offset);
      begins.put(found.getKey(), new OffsetAndMetadata(offset));
    }
    kafka.commitSync(begins, COMMIT);
  }

  double lag() {
    return behind;
  }

  double ageSeconds() {
    long now = System.currentTimeMillis();
    long oldest = lanes.values().stream().mapToLong(lane -> lane.oldest(now)).min().orElse(now);
    return Math.max(0, now - oldest) / 1000.0;
  }

  /** What is wrong with it, a sentence each. */
  List<String> troubles() {
    List<String> sentences = new ArrayList<>();
    String cannotRead = trouble;
    if (cannotRead != null) {
      sentences.add("route %s cannot read Kafka: %s".formatted(route(), cannotRead));
    }
    Instant since = failingSince;
    if (since != null) {
      sentences.add(
          "route %s delivers nothing of some partitions since %s: %s (%d records wait)"
              .formatted(route(), since, failure, behind));
    }
    long longest =
        lanes.values().stream()
            .mapToLong(lane -> lane.underWayNanos(System.nanoTime()))
            .max()
            .orElse(0);
    if (longest > STUCK_NANOS) {
      sentences.add(
          "route %s has been at one list for %d s, and that partition waits: does a step wait without a timeout?"
              .formatted(route(), TimeUnit.NANOSECONDS.toSeconds(longest)));
    }
    return sentences;
  }
}
