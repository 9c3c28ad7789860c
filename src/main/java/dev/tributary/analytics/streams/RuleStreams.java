package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.rules.Tally;
import dev.tributary.config.FailureSentence;
import dev.tributary.config.Settings;
import dev.tributary.kafka.ClientSettings;
import dev.tributary.support.DaemonThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules on Kafka Streams: one topology that no edit of a rule changes, started where there is a
 * rule, and anew where its topics are others. What fails is tried again.
 */
public final class RuleStreams implements AutoCloseable {
  static final String STORE = "rules";
  static final String GROUPS_STORE = "groups";

  private static final Logger LOG = LoggerFactory.getLogger(RuleStreams.class);
  private static final String EVENTS = "events";
  private static final String TICKS = "ticks";
  private static final String RULES = "rules-processor";
  private static final String RESULTS = "results";
  private static final String PARTS = "parts";
  private static final String GROUPS = "groups-processor";
  private static final String GROUP_RESULTS = "group-results";
  private static final TimestampExtractor TIME =
      (record, before) ->
          record.value() instanceof Input input
              ? input.time(record.timestamp())
              : Math.max(0, record.timestamp());
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int SESSION_MILLIS = 15_000;
  private static final long PAUSE_MILLIS = 500;
  private static final int BATCH = 512 << 10;

  /** So many failures in a row are worth a line: topics that are missing are being created. */
  private static final int PATIENCE = 10;

  private final Settings settings;
  private final Supplier<String> gateway;
  private final Supplier<RuleSet> rules;
  private final Supplier<Set<String>> topics;
  private final Tally tally;
  private final RuleWatch watch = new RuleWatch();
  private final MemoryBound memory;
  private final Instant since = Instant.now();
  private final ScheduledExecutorService supervisor = DaemonThreads.scheduler("rules-watch");
  private volatile Clients clients = new Clients();
  private volatile Set<String> inputs = Set.of();
  private volatile KafkaStreams streams;
  private volatile String problem;
  private volatile String failure;
  private int failures;

  /**
   * @param gateway what this process is called
   * @param topics the topics of events, without prefix
   */
  public RuleStreams(
      Settings settings,
      Supplier<String> gateway,
      Supplier<RuleSet> rules,
      Supplier<Set<String>> topics,
      Tally tally) {
    this.settings = settings;
    this.gateway = gateway;
    this.rules = rules;
    this.topics = topics;
    this.tally = tally;
    this.memory = new MemoryBound(settings.tributary().analytics().maxMemory(), watch::memory);
  }

  /** What restores the state of rules, topics of Streams' own. */
  public static List<String> changelogs(Settings settings) {
    return Stream.of(STORE, GROUPS_STORE)
        .map(store -> RuleTopics.applicationId(settings) + "-" + store + "-changelog")
        .toList();
  }

  public void start() {
    var unused =
        supervisor.scheduleWithFixedDelay(
            this::superviseSafely, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void superviseSafely() {
    try {
      supervise();
      failure = null;
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      failed(e.getCause());
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(Throwable why) {
    String sentence = FailureSentence.of(why);
    failures = failure == null ? 1 : failures + 1;
    if (failures == PATIENCE) {
      LOG.warn("Rules do not run: {}", sentence);
    }
    failure = sentence;
  }

  private void supervise() throws ExecutionException, InterruptedException {
    KafkaStreams running = streams;
    if (running == null && rules.get().isEmpty()) {
      return;
    }
    if (memory.stops(rules.get())) {
      if (running != null) {
        close(running);
      }
      return;
    }
    Set<String> wanted = wanted();
    if (running != null && isDown(running)) {
      close(running);
      running = null;
    }
    if (running != null && !wanted.equals(inputs)) {
      LOG.info("Rules begin to read other topics");
      close(running);
      running = null;
    }
    if (running == null) {
      try (Admin admin = Admin.create(ClientSettings.admin(settings))) {
        new RuleStart(admin, RuleTopics.applicationId(settings), since)
            .prepare(wanted, topic(RuleTopics.TICK), names(rules.get()));
      }
      open(wanted);
    }
  }

  /** The topics of events that rules are to read, as Kafka knows them. */
  public Set<String> wanted() {
    Set<String> wanted = new TreeSet<>();
    topics.get().forEach(topic -> wanted.add(topic(topic)));
    return wanted;
  }

  private static boolean isDown(KafkaStreams running) {
    return running.state() == KafkaStreams.State.ERROR
        || running.state() == KafkaStreams.State.NOT_RUNNING;
  }

  private Set<String> names(RuleSet of) {
    Set<String> names = new TreeSet<>();
    RuleTopics.of(of).forEach(topic -> names.add(topic(topic)));
    return names;
  }

  private void open(Set<String> wanted) {
    inputs = Set.copyOf(wanted);
    clients = new Clients();
    KafkaStreams opened = new KafkaStreams(topology(), new StreamsConfig(config()), clients);
    opened.setUncaughtExceptionHandler(this::died);
    streams = opened;
    opened.start();
  }

  private StreamThreadExceptionResponse died(Throwable why) {
    Throwable cause = why.getCause() == null ? why : why.getCause();
    problem = "rules stopped for a moment: " + FailureSentence.of(cause);
    LOG.warn("Rules stopped and begin again where they were: {}", FailureSentence.of(cause));
    LOG.debug("Rules stopped", why);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  Topology topology() {
    Topology topology = new Topology();
    topology.addSource(
        Topology.AutoOffsetReset.EARLIEST,
        EVENTS,
        TIME,
        new ByteArrayDeserializer(),
        Input.EVENTS,
        inputs.toArray(String[]::new));
    topology.addSource(
        Topology.AutoOffsetReset.EARLIEST,
        TICKS,
        TIME,
        new ByteArrayDeserializer(),
        Input.TICKS,
        topic(RuleTopics.TICK));
    topology.addProcessor(RULES, () -> new RuleProcessor(this), EVENTS, TICKS);
    topology.addStateStore(RuleStore.builder(STORE), RULES);
    addSink(topology, RESULTS, RULES);
    topology.addSource(
        Topology.AutoOffsetReset.EARLIEST,
        PARTS,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic(RuleTopics.PART));
    topology.addProcessor(GROUPS, () -> new GroupProcessor(this), PARTS);
    topology.addStateStore(RuleStore.builder(GROUPS_STORE), GROUPS);
    addSink(topology, GROUP_RESULTS, GROUPS);
    return topology;
  }

  private static void addSink(Topology topology, String sink, String processor) {
    topology.addSink(
        sink,
        (byte[] key, Result result, RecordContext context) -> result.topic(),
        new ByteArraySerializer(),
        Result.SERIALIZER,
        (String topic, byte[] key, Result result, int partitions) -> result.partition(),
        processor);
  }

  private Properties config() {
    Properties config = new Properties();
    // all that changed is written at once, and every batch of it costs a round trip
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.putAll(ClientSettings.streams(settings));
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, RuleTopics.applicationId(settings));
    String instance = gateway.get().replaceAll("[^a-zA-Z0-9._-]", "_");
    config.put(StreamsConfig.CLIENT_ID_CONFIG, RuleTopics.applicationId(settings) + "-" + instance);
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.tributary().analytics().threads());
    // one that restarts takes its partitions up at once, instead of after a session time-out
    config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
    return config;
  }

  /** Null while rules run, or while there are none; else why not, one sentence. */
  public String problem() {
    if (rules.get().isEmpty()) {
      return null;
    }
    String full = memory.problem(rules.get());
    if (full != null) {
      return full;
    }
    String why = failure;
    if (why != null) {
      return "rules do not run: " + why;
    }
    KafkaStreams now = streams;
    if (now == null || now.state() != KafkaStreams.State.RUNNING) {
      return problem != null ? problem : "rules do not run yet";
    }
    problem = null;
    return null;
  }

  /** Whether all partitions that are this instance's are processed. */
  public boolean isRunning() {
    KafkaStreams now = streams;
    return now != null && now.state() == KafkaStreams.State.RUNNING;
  }

  String topic(String plain) {
    return RuleTopics.named(settings, plain);
  }

  String deadLetters() {
    return topic(settings.tributary().deadLetter().topic());
  }

  boolean isFull() {
    return memory.isFull();
  }

  RuleSet rules() {
    return rules.get();
  }

  Tally tally() {
    return tally;
  }

  Clients clients() {
    return clients;
  }

  Set<String> inputs() {
    return inputs;
  }

  public RuleWatch watch() {
    return watch;
  }

  private void close(KafkaStreams running) {
    streams = null;
    try {
      running.close(CLOSE);
    } catch (KafkaException e) {
      LOG.debug("Rules did not stop in order", e);
    }
  }

  @Override
  public void close() {
    supervisor.shutdownNow();
    try {
      supervisor.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    KafkaStreams running = streams;
    if (running != null) {
      close(running);
    }
  }
}
