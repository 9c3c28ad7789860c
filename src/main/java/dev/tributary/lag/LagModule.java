package dev.tributary.lag;

import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.FailureSentence;
import dev.tributary.config.Settings;
import dev.tributary.kafka.ClientSettings;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.kafka.out.OutModule;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.module.Series;
import dev.tributary.support.DaemonThreads;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much is written to our topics, and how far their consumers are behind, as Kafka reports. */
public final class LagModule implements Module {
  private static final Logger LOG = LoggerFactory.getLogger(LagModule.class);
  static final Metric TOPIC_RECORDS =
      Metric.counter(
          "tributary.topic.records",
          null,
          "Records of a topic by the end offsets of its partitions, from any producer; the marker"
              + " that ends a transaction counts too. Past 100 topics the rest counts as `other`.",
          "topic");
  static final Metric TOPIC_SKEW =
      Metric.gauge(
          "tributary.topic.skew",
          "ratio",
          "How many times the mean of all partitions the busiest one has got in the last 5 minutes:"
              + " 1 is even, the number of partitions is all in one.",
          "topic");
  static final Metric GROUP_RECORDS =
      Metric.counter(
          "tributary.group.records",
          null,
          "The sum of the offsets that a consumer group has committed in our topics. Past 100"
              + " groups the rest counts as `other`.",
          "group");
  static final Metric GROUP_LAG =
      Metric.gauge(
          "tributary.group.lag",
          "records",
          "Records of our topics that a consumer group has not processed.",
          "group");
  static final Metric GROUP_WORST =
      Metric.gauge(
          "tributary.group.partition.lag",
          "records",
          "The same of the partition that is furthest behind.",
          "group");
  static final Metric GROUP_AGE =
      Metric.gauge(
          "tributary.group.age",
          "seconds",
          "How long the oldest record that a consumer group has not processed has been seen to be"
              + " there; what was there before this gateway started counts from its start.",
          "group");
  static final Metric GROUP_MEMBERS =
      Metric.gauge(
          "tributary.group.members", null, "Consumers of a group; 0 when nobody reads.", "group");
  static final Metric LOOK_AGE =
      Metric.gauge(
          "tributary.lag.look.age",
          "seconds",
          "Since Kafka last reported the positions of topics and groups; the figures of both are as"
              + " old.");

  static final List<Metric> METRICS =
      List.of(
          TOPIC_RECORDS,
          TOPIC_SKEW,
          GROUP_RECORDS,
          GROUP_LAG,
          GROUP_WORST,
          GROUP_AGE,
          GROUP_MEMBERS,
          LOOK_AGE);

  private static final int MOST_NAMES = 100;
  private static final int ANSWER_MILLIS = 5_000;
  private static final double MILLIS = 1_000;

  private final Settings settings;
  private final Settings.Lag lag;
  private final KafkaModule kafka;
  private final String prefix;
  private final String rules;
  private final Lags lags = new Lags();
  private final ScheduledExecutorService looks = DaemonThreads.scheduler("lag");
  private volatile PositionReader reader;
  private Series<Lags.Topic> topics;
  private Series<Lags.Group> groups;
  private volatile Lags.Figures figures = Lags.Figures.NONE;
  private volatile long looked = System.nanoTime();
  private boolean failing;

  public LagModule(Settings settings, KafkaModule kafka) {
    this.settings = settings;
    this.lag = settings.tributary().lag();
    this.kafka = kafka;
    this.prefix = settings.tributary().kafka().prefixed("");
    this.rules = RuleTopics.applicationId(settings);
  }

  @Override
  public List<Metric> metrics() {
    return METRICS;
  }

  @Override
  public void meters(Meters meters) {
    topics =
        new Series<>(
            meters,
            MOST_NAMES,
            Lags.Topic::both,
            Map.of(TOPIC_RECORDS, Lags.Topic::records, TOPIC_SKEW, Lags.Topic::skew));
    groups =
        new Series<>(
            meters,
            MOST_NAMES,
            Lags.Group::both,
            Map.of(
                GROUP_RECORDS,
                Lags.Group::processed,
                GROUP_LAG,
                Lags.Group::lag,
                GROUP_WORST,
                Lags.Group::worst,
                GROUP_AGE,
                group -> group.ageMillis() / MILLIS,
                GROUP_MEMBERS,
                Lags.Group::members));
    meters.gauge(
        LOOK_AGE, () -> (System.nanoTime() - looked) / (double) TimeUnit.SECONDS.toNanos(1));
  }

  @Override
  public void started() {
    long millis = lag.interval().toMillis();
    if (millis > 0 && !kafka.isOffline()) {
      var unused = looks.scheduleWithFixedDelay(this::lookSafely, 0, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void lookSafely() {
    try {
      if (reader == null) {
        Map<String, Object> client = ClientSettings.admin(settings);
        client.put(AdminClientConfig.CLIENT_ID_CONFIG, "tributary-lag");
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        reader = new PositionReader(Admin.create(client), this::isOurs);
      }
      Lags.Figures now = lags.take(reader.read(), System.currentTimeMillis());
      figures = now;
      topics.show(now.topics());
      groups.show(now.groups());
      looked = System.nanoTime();
      failing = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      if (!failing) {
        failing = true;
        LOG.warn(
            "Kafka does not report the positions of topics and groups: {}", FailureSentence.of(e));
      }
    }
  }

  /** Without a prefix, the gateway recognises only topics that it knows by name. */
  private boolean isOurs(String topic) {
    if (topic.endsWith("-changelog")) {
      return false;
    }
    return prefix.isEmpty()
        ? kafka.topics().names().contains(topic) || topic.startsWith(rules + "-")
        : topic.startsWith(prefix);
  }

  /** Routes out and rules, while somebody reads for them. */
  @Override
  public List<String> degradations() {
    return figures.groups().entrySet().stream()
        .filter(
            entry ->
                entry.getKey().startsWith(OutModule.groups(settings))
                    || entry.getKey().equals(rules))
        .filter(entry -> entry.getValue().members() > 0)
        .filter(entry -> entry.getValue().ageMillis() > lag.behindAfter().toMillis())
        .map(entry -> sentence(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static String sentence(String name, Lags.Group group) {
    return "consumer group %s is behind: %d records of %d topics wait, the oldest for %d min or longer"
        .formatted(
            name, group.lag(), group.topics(), TimeUnit.MILLISECONDS.toMinutes(group.ageMillis()));
  }

  @Override
  public void close() {
    looks.shutdownNow();
    PositionReader made = reader;
    if (made != null) {
      made.close();
    }
  }
}
