package dev.tributary.kafka;

import dev.tributary.config.Settings;
import dev.tributary.contract.HonouredOptions;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka: the topics, the one client behind all of {@code kafka:}, and what is known of its health.
 */
public final class KafkaModule implements Module {
  /** Of {@code to: kafka:records}: the client behind it is configured by {@code kafka.*}. */
  public static final HonouredOptions OPTIONS =
      new HonouredOptions(
          Set.of(
              "brokers",
              "batchWithIndividualHeaders",
              "useIterator",
              "recordMetadata",
              "lazyStartProducer"),
          Map.of("requestRequiredAcks", "all", "enableIdempotence", "true"));

  static final Metric KAFKA_AVAILABLE =
      Metric.gauge(
          "tributary.kafka.available",
          null,
          "1 while Kafka takes records; at 0 HTTP and CoAP are refused and MQTT is not"
              + " acknowledged.");
  static final Metric PRODUCER_ERRORS =
      Metric.gauge(
          "tributary.kafka.producer.record.error.rate",
          null,
          "Records a second that the Kafka client gave up, lately: refused ones, and all of a"
              + " client that was replaced.");
  static final Metric PRODUCER_RETRIES =
      Metric.gauge(
          "tributary.kafka.producer.record.retry.rate",
          null,
          "Records a second that it sent again, lately.");
  static final Metric PRODUCER_LATENCY =
      Metric.gauge(
          "tributary.kafka.producer.request.latency",
          "seconds",
          "From a request to Kafka's answer, the mean of lately.");
  static final Metric PRODUCER_BATCH =
      Metric.gauge(
          "tributary.kafka.producer.batch.size",
          "bytes",
          "What goes to a partition in one request, compressed, the mean of lately.");
  static final Metric PRODUCER_BUFFER =
      Metric.gauge(
          "tributary.kafka.producer.buffer.available",
          "bytes",
          "Room for records that wait for Kafka.");
  static final Metric PRODUCER_REPLACED =
      Metric.counter(
          "tributary.kafka.producer.replaced",
          null,
          "Kafka clients that were of no more use and made way for a new one.");
  static final List<Metric> METRICS =
      List.of(
          KAFKA_AVAILABLE,
          PRODUCER_ERRORS,
          PRODUCER_RETRIES,
          PRODUCER_LATENCY,
          PRODUCER_BATCH,
          PRODUCER_BUFFER,
          PRODUCER_REPLACED);

  private final Settings.Kafka settings;

  /** {@code kafka.*} without the prefix. */
  private final Map<String, String> passed;

  private final Topics topics;
  private final boolean offline;
  private final Cluster cluster;
  private TopicPlan plan;
  private final KafkaClient client;
  private final SharedProducer producer;
  private final Acknowledgements acknowledgements = new Acknowledgements();

  public KafkaModule(Settings settings) {
    this(
        settings,
        () -> new OrderlyProducer(ClientSettings.producer(settings)),
        new AdminCluster(
            () -> Admin.create(ClientSettings.admin(settings)),
            settings.tributary().kafka().createTopics()),
        false);
  }

  /** Without a network: whatever is sent goes to this producer. */
  public KafkaModule(Settings settings, Producer<Object, Object> producer) {
    this(settings, () -> producer, Cluster.always(), true);
  }

  private KafkaModule(
      Settings settings,
      Supplier<Producer<Object, Object>> maker,
      Cluster cluster,
      boolean offline) {
    this.offline = offline;
    this.settings = settings.tributary().kafka();
    this.passed = settings.kafkaClient();
    this.topics = Topics.of(settings.tributary());
    this.cluster = cluster;
    this.plan = TopicPlan.none(this.settings.topicPrefix());
    cluster.plan(plan);
    this.client = new KafkaClient(maker, cluster, topics, this.settings.unavailableAfter());
    this.producer = new SharedProducer(client);
    if (offline) {
      client.quiet();
    }
  }

  /** Whether there is no network. */
  public boolean isOffline() {
    return offline;
  }

  /** What the listeners need to know of Kafka. */
  public KafkaClient client() {
    return client;
  }

  public Topics topics() {
    return topics;
  }

  /** Names topics, without prefix, that events may go to: all of kinds.yaml. */
  public void expect(Collection<String> plainTopics) {
    plainTopics.forEach(topics::name);
  }

  @Override
  public List<Finding> findings(Project project) {
    return TopicPlan.findings(project, settings.topicPrefix());
  }

  @Override
  public boolean reads(Path file) {
    return TopicPlan.isOf(file);
  }

  /** Existing topics are compared with topics.yaml, never changed. */
  @Override
  public Runnable read(Project project) throws IOException {
    TopicPlan before = plan;
    plan(TopicPlan.of(project, settings.topicPrefix()));
    return () -> plan(before);
  }

  private void plan(TopicPlan next) {
    plan = next;
    cluster.plan(next);
  }

  @Override
  public List<Metric> metrics() {
    return METRICS;
  }

  @Override
  public void meters(Meters meters) {
    meters.gauge(KAFKA_AVAILABLE, () -> client.available() ? 1 : 0);
    meters.gauge(PRODUCER_ERRORS, () -> client.metric("record-error-rate"));
    meters.gauge(PRODUCER_RETRIES, () -> client.metric("record-retry-rate"));
    meters.gauge(PRODUCER_LATENCY, () -> client.metric("request-latency-avg") / 1_000);
    meters.gauge(PRODUCER_BATCH, () -> client.metric("batch-size-avg"));
    meters.gauge(PRODUCER_BUFFER, () -> client.metric("buffer-available-bytes"));
    meters.count(PRODUCER_REPLACED, client::replaced);
  }

  /** What routes read as {@code {{tributary.kafka.…}}} beyond the settings themselves. */
  public static Map<String, String> properties(Settings.Kafka settings) {
    return Map.of("tributary.kafka.prefix", settings.prefixed(""));
  }

  @Override
  public void bind(CamelContext camel) {
    KafkaConfiguration configuration = new KafkaConfiguration();
    configuration.setKeySerializer(ByteArraySerializer.class.getName());
    configuration.setValueSerializer(OutgoingSerializer.class.getName());
    configuration.setIsolationLevel("read_committed");
    configuration.setHeaderFilterStrategy(new KafkaHeaderFilter());
    configuration.setWorkerPool(acknowledgements);
    KafkaComponent kafka = new KafkaComponent(camel);
    kafka.setConfiguration(configuration);
    kafka.setHealthCheckProducerEnabled(false);
    kafka.setKafkaClientFactory(new ClientFactory(settings.brokers(), producer, offline));
    camel.addComponent("kafka", kafka);
    if (!offline) {
      OwnClientFactory own = new OwnClientFactory(settings.brokers(), passed, topics::literal);
      camel
          .getCamelContextExtension()
          .registerEndpointCallback(
              (uri, endpoint) -> {
                if (endpoint instanceof KafkaEndpoint other && !isPipelines(other)) {
                  leave(other, own);
                }
                return endpoint;
              });
    }
  }

  /** The endpoint of publish and on-failure, whose records name their topics. */
  private static boolean isPipelines(KafkaEndpoint endpoint) {
    return endpoint.getConfiguration().getTopic().equals(SharedProducer.RECORDS);
  }

  /** A topic of a route that is not the pipeline's goes by Camel's defaults, on our brokers. */
  private void leave(KafkaEndpoint endpoint, OwnClientFactory own) {
    KafkaConfiguration configuration = endpoint.getConfiguration();
    if (configuration.getBrokers() == null) {
      configuration.setBrokers(settings.brokers());
    }
    endpoint.setKafkaClientFactory(own);
    if (settings.brokers().equals(configuration.getBrokers())
        && !configuration.isTopicIsPattern()) {
      for (String topic : configuration.getTopic().split(",")) {
        topics.literal(topic);
      }
    }
  }

  /** Sends a record past the routes; see {@link RecordSender}. */
  public void send(RecordMessage record, Consumer<Exception> done) {
    send(record.toRecord(), done);
  }

  /**
   * The same for any record.
   *
   * @param done is called when Kafka has it, or with why it has not
   */
  public void send(ProducerRecord<Object, Object> record, Consumer<Exception> done) {
    var unused =
        producer.send(
            record, (metadata, failure) -> acknowledgements.execute(() -> done.accept(failure)));
  }

  /** Sends a record past the routes to a partition of its own choice. */
  public void send(ProducerRecord<Object, Object> record) {
    var unused = producer.send(record, (metadata, failure) -> {});
  }

  /**
   * How many partitions a topic has.
   *
   * @throws org.apache.kafka.common.KafkaException while that is not known
   */
  public int partitions(String fullTopic) {
    return producer.partitionsFor(fullTopic).size();
  }

  /**
   * From now on the last acknowledged record of each partition is known, of our topics also that
   * which was the last before.
   *
   * @throws org.apache.kafka.common.KafkaException while Kafka does not answer
   */
  public void followOffsets() {
    client.offsets().follow();
    cluster.ends(topics.names()).forEach((of, end) -> client.offsets().note(of, end - 1));
  }

  /** The last acknowledged record of each topic in a partition of that number. */
  public Map<String, Long> acknowledged(int partition) {
    return client.offsets().of(partition);
  }

  /** Begins to look for Kafka; returns at once. */
  @Override
  public void start() {
    client.start();
  }

  @Override
  public List<String> degradations() {
    List<String> sentences = new ArrayList<>();
    client
        .refusedTopics()
        .forEach(
            (topic, why) ->
                sentences.add("no record can go to topic " + topic + ": " + why.getMessage()));
    return sentences;
  }

  /** Call when all routes have ended: what Kafka has not taken by now fails. */
  @Override
  public void close() {
    client.close();
    acknowledgements.shutdown();
  }
}
