package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.config.Settings;
import dev.tributary.kafka.ClientSettings;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.support.FarEndFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Out of Kafka: the consumers behind {@code from: out:}, and what no far end takes. */
public final class OutModule implements Module {
  static final Metric RECORDS =
      Metric.counter(
          "tributary.out.records",
          null,
          "Records that a route out has delivered, by route.",
          "route");
  static final Metric FAILURES =
      Metric.counter(
          "tributary.out.failures",
          null,
          "Lists that a route out has failed to deliver and that come again, by route.",
          "route");
  static final Metric UNDELIVERED =
      Metric.counter(
          "tributary.out.undelivered",
          null,
          "Records that a far end refused for good, by route; they are in the topic `undelivered`.",
          "route");
  static final Metric LAG =
      Metric.gauge(
          "tributary.out.lag",
          "records",
          "Records that a route out has not delivered yet.",
          "route");
  static final Metric AGE =
      Metric.gauge(
          "tributary.out.age",
          "seconds",
          "How long the oldest record that a route out has fetched and not delivered is in Kafka.",
          "route");
  static final List<Metric> METRICS = List.of(RECORDS, FAILURES, UNDELIVERED, LAG, AGE);

  public static final String TOPIC = "undelivered";
  private static final int MOST_ROUTES = 100;
  private static final long STORE_SECONDS = 30;

  private final Settings settings;
  private final KafkaModule kafka;

  /** The consumers that run, by the name that metrics show. */
  private final Map<String, List<OutConsumer>> consumers = new ConcurrentHashMap<>();

  private Meters meters;

  public OutModule(Settings settings, KafkaModule kafka) {
    this.settings = settings;
    this.kafka = kafka;
  }

  @Override
  public List<Metric> metrics() {
    return METRICS;
  }

  @Override
  public void meters(Meters gateway) {
    this.meters = gateway;
  }

  @Override
  public void bind(CamelContext camel) {
    camel.addComponent("out", new OutComponent(this));
    camel.addComponent("undelivered", new UndeliveredComponent(this));
  }

  /** Whether there is no network. */
  boolean isOffline() {
    return kafka.isOffline();
  }

  /** The topics that an address means. */
  Pattern pattern(String topics) {
    return OutTopics.pattern(topics, settings.tributary().kafka().prefixed(""));
  }

  /** What the names of the consumer groups of routes out begin with. */
  public static String groups(Settings settings) {
    return settings.tributary().kafka().prefixed("out.");
  }

  /** The topic must be there before a record goes to it. */
  void expectUndelivered() {
    expect(TOPIC);
  }

  /** The topic is created if it is missing. */
  void expect(String topic) {
    kafka.topics().name(topic);
  }

  /** The settings of a consumer of this route. */
  Map<String, Object> consumer(String route, OutOptions options) {
    Map<String, Object> config = ClientSettings.admin(settings);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "tributary-out-" + route);
    config.put(
        ConsumerConfig.GROUP_ID_CONFIG,
        groups(settings) + (options.group() == null ? route : options.group()));
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    // Polling never waits for a route: who is silent for so long is gone.
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, options.maxRecords());
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    return config;
  }

  /** A consumer that runs. */
  void add(String route, OutConsumer consumer) {
    expectUndelivered();
    String name = consumers.containsKey(route) || consumers.size() < MOST_ROUTES ? route : "other";
    consumers
        .computeIfAbsent(
            name,
            unknown -> {
              List<OutConsumer> list = new CopyOnWriteArrayList<>();
              meters.gauge(LAG, () -> sum(list, OutConsumer::lag), unknown);
              meters.gauge(AGE, () -> most(list, OutConsumer::ageSeconds), unknown);
              return list;
            })
        .add(consumer);
  }

  void remove(OutConsumer consumer) {
    consumers.values().forEach(list -> list.remove(consumer));
  }

  private static double sum(List<OutConsumer> list, ToDoubleFunction<OutConsumer> value) {
    return list.stream().mapToDouble(value).sum();
  }

  private static double most(List<OutConsumer> list, ToDoubleFunction<OutConsumer> value) {
    return list.stream().mapToDouble(value).max().orElse(0);
  }

  /** Counts for a route. */
  void count(Metric metric, String route, int more) {
    String name = consumers.containsKey(route) ? route : "other";
    meters.counter(metric, name).increment(more);
  }

  /**
   * Stores a record that a far end refused, and returns when Kafka has it.
   *
   * @param cause may be null
   */
  void undelivered(OutRecord record, String route, String reason, Exception cause)
      throws Exception {
    if (!record.isOpen()) {
      return;
    }
    ConsumerRecord<byte[], byte[]> source = record.source();
    ProducerRecord<Object, Object> refused =
        new ProducerRecord<>(
            kafka.topics().name(TOPIC), null, source.timestamp(), source.key(), source.value());
    source.headers().forEach(refused.headers()::add);
    header(refused, "tributary_reason", reason);
    header(refused, "tributary_detail", cause == null ? null : FarEndFailure.sentence(cause));
    header(refused, OutRecord.DESTINATION, route);
    header(refused, "tributary_topic", source.topic());
    header(refused, "tributary_partition", String.valueOf(source.partition()));
    header(refused, "tributary_offset", String.valueOf(source.offset()));
    CompletableFuture<Void> stored = new CompletableFuture<>();
    kafka.send(
        refused,
        failure -> {
          if (failure == null) {
            stored.complete(null);
          } else {
            stored.completeExceptionally(failure);
          }
        });
    stored.get(STORE_SECONDS, TimeUnit.SECONDS);
    record.settle();
    count(UNDELIVERED, route, 1);
  }

  private static void header(ProducerRecord<Object, Object> record, String name, String text) {
    record.headers().remove(name);
    if (text != null) {
      record.headers().add(name, text.getBytes(UTF_8));
    }
  }

  @Override
  public List<String> degradations() {
    List<String> sentences = new ArrayList<>();
    consumers.values().forEach(list -> list.forEach(each -> sentences.addAll(each.troubles())));
    return sentences;
  }
}
