package dev.tributary.publish;

import dev.tributary.config.Settings;
import dev.tributary.contract.Event;
import dev.tributary.engine.EventSplit;
import dev.tributary.failure.DeadLetterRecords;
import dev.tributary.failure.FailureSteps;
import dev.tributary.kafka.Acknowledgements;
import dev.tributary.kafka.AdminCluster;
import dev.tributary.kafka.ClientFactory;
import dev.tributary.kafka.ClientSettings;
import dev.tributary.kafka.Cluster;
import dev.tributary.kafka.KafkaClient;
import dev.tributary.kafka.KafkaHeaderFilter;
import dev.tributary.kafka.OrderlyProducer;
import dev.tributary.kafka.OutgoingSerializer;
import dev.tributary.kafka.SharedProducer;
import dev.tributary.kafka.TopicPlan;
import dev.tributary.kafka.Topics;
import dev.tributary.route.EventLanguage;
import dev.tributary.route.TopicComponent;
import io.github.bucket4j.Bucket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The way to Kafka: everything that route.camel.yaml, publish.camel.yaml and on-failure.camel.yaml
 * name, and the one client behind them.
 */
public final class Publishing implements AutoCloseable {
  private final Settings.Tributary settings;
  private final Topics topics;
  private final boolean alone;
  private final Cluster cluster;
  private final KafkaClient client;
  private final LongAdder overBudget = new LongAdder();
  private final Acknowledgements acknowledgements = new Acknowledgements();

  /**
   * @param routes the folder of topics.yaml
   */
  public Publishing(Settings settings, Path routes) throws IOException {
    this(
        settings,
        () -> new OrderlyProducer(ClientSettings.producer(settings)),
        new AdminCluster(
            () -> Admin.create(ClientSettings.admin(settings)),
            TopicPlan.read(
                routes.resolve("topics.yaml"), settings.tributary().kafka().topicPrefix()),
            settings.tributary().kafka().createTopics()),
        false);
  }

  /** Without a network: whatever is sent goes to this producer. */
  public Publishing(Settings settings, Producer<Object, Object> producer) {
    this(settings, () -> producer, Cluster.always(), true);
  }

  private Publishing(
      Settings settings, Supplier<Producer<Object, Object>> maker, Cluster cluster, boolean alone) {
    this.alone = alone;
    this.settings = settings.tributary();
    this.topics = Topics.of(this.settings);
    this.cluster = cluster;
    this.client = new KafkaClient(maker, cluster, topics, this.settings.kafka().unavailableAfter());
  }

  /** Names topics, without prefix, that events may go to: all of kinds.yaml. */
  public void expect(Collection<String> plainTopics) {
    plainTopics.forEach(topics::name);
  }

  /** What topics.yaml says from now on; what exists is compared with it, never changed. */
  public void plan(TopicPlan plan) {
    cluster.plan(plan);
  }

  /** Binds what the routes name. */
  public void bind(CamelContext camel) {
    camel.addComponent("kafka", kafka(camel));
    camel.addComponent("topic", new TopicComponent(topics));
    camel.getRegistry().bind("bean", new EventLanguage());
    camel.getCamelContextExtension().addContextPlugin(ProcessorFactory.class, new EventSplit());

    DeadLetterRecords originals = new DeadLetterRecords(topics);
    String deadLetters = settings.deadLetter().topic();
    EventRecords events =
        new EventRecords(
            camel,
            topics,
            settings.kafka().timestamp().equals("time") ? Event::time : Event::received,
            settings.kafka().partitionBy().equals("region"),
            settings.state().enabled());
    step(
        camel,
        "records",
        new RecordsStep(events, originals, deadLetters, settings.raw().enabled()));

    FailureSteps failure =
        new FailureSteps(originals, deadLetters, budget(settings.deadLetter().rate()));
    step(camel, "judge", failure::judge);
    step(camel, "dead-letter", failure::record);
    step(camel, "cut", failure::cut);
    step(camel, "kept", failure::kept);
    step(camel, "not-kept", failure::notKept);
  }

  /** Begins to look for Kafka; returns at once. */
  public void start() {
    client.start();
  }

  /** What the ends need to know of Kafka. */
  public KafkaClient downstream() {
    return client;
  }

  /** How many dead letters were not written because too many came at once. */
  public long overBudget() {
    return overBudget.sum();
  }

  /** The topics that records cannot go to, a sentence each. */
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

  private KafkaComponent kafka(CamelContext camel) {
    KafkaConfiguration configuration = new KafkaConfiguration();
    configuration.setKeySerializer(ByteArraySerializer.class.getName());
    configuration.setValueSerializer(OutgoingSerializer.class.getName());
    configuration.setHeaderFilterStrategy(new KafkaHeaderFilter());
    configuration.setWorkerPool(acknowledgements);
    KafkaComponent kafka = new KafkaComponent(camel);
    kafka.setConfiguration(configuration);
    kafka.setHealthCheckProducerEnabled(false);
    kafka.setKafkaClientFactory(
        new ClientFactory(settings.kafka().brokers(), new SharedProducer(client), alone));
    return kafka;
  }

  private static void step(CamelContext camel, String name, Processor processor) {
    camel.getRegistry().bind(name, processor);
  }

  private BooleanSupplier budget(int rate) {
    BooleanSupplier left = bucket(rate);
    return () -> {
      boolean granted = left.getAsBoolean();
      if (!granted) {
        overBudget.increment();
      }
      return granted;
    };
  }

  private static BooleanSupplier bucket(int rate) {
    if (rate <= 0) {
      return () -> false;
    }
    Bucket bucket =
        Bucket.builder()
            .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, Duration.ofSeconds(1)))
            .build();
    return () -> bucket.tryConsume(1);
  }
}
