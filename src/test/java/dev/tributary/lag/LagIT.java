package dev.tributary.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** How far behind whoever reads our topics is can be seen, and what is stuck is named. */
@TributaryTest(
    editable = true,
    value = {"tributary.lag.interval=200ms", "tributary.lag.behind-after=1s"})
class LagIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ROUTE =
      """
      - route:
          id: %s
          from:
            uri: out:sensor.*
            parameters: { maxAge: 50 }
            steps:
              - %s
      """;

  private final World world;

  LagIT(World world) {
    this.world = world;
  }

  @Test
  void showsWhoIsBehind() throws Exception {
    world
        .folder()
        .save(
            "good.camel.yaml",
            ROUTE.formatted("good", "log: { message: taken, loggingLevel: DEBUG }"));
    world
        .folder()
        .save(
            "stuck.camel.yaml",
            ROUTE.formatted(
                "stuck",
                "throwException: { exceptionType: java.io.IOException, message: the far end is down"
                    + " }"));
    world.reload();
    TopicPartition one = new TopicPartition(world.topic("sensor.temperature"), 1);
    send(one, 30);
    foreign("elsewhere", one, 10);

    String good = "{group=\"" + world.topic("out.good") + "\"}";
    String stuck = "{group=\"" + world.topic("out.stuck") + "\"}";
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(world.management("/metrics").body().lines())
                    .contains(
                        "tributary_group_lag_records" + good + " 0.0",
                        "tributary_group_age_seconds" + good + " 0.0",
                        "tributary_group_members" + good + " 1.0",
                        // the marker that ends the transaction is one more
                        "tributary_group_lag_records" + stuck + " 31.0",
                        "tributary_group_partition_lag_records" + stuck + " 31.0",
                        "tributary_group_lag_records{group=\"elsewhere\"} 21.0",
                        "tributary_group_members{group=\"elsewhere\"} 0.0",
                        "tributary_topic_records_total{topic=\"" + one.topic() + "\"} 31.0")
                    .anyMatch(
                        line ->
                            line.startsWith("tributary_topic_skew_ratio{topic=\"" + one.topic())));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(world.management("/info").body())
                    .contains(
                        "consumer group %s is behind: 31 records of 1 topics wait, the oldest for"
                            .formatted(world.topic("out.stuck")))
                    .doesNotContain(world.topic("out.good") + " is behind")
                    .doesNotContain("elsewhere"));
    assertThat(world.metric("tributary_lag_look_age_seconds")).isLessThan(20);

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.kafka().brokers()))) {
      admin.deleteConsumerGroups(Set.of("elsewhere")).all().get();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(world.management("/metrics").body()).doesNotContain("elsewhere"));
  }

  /** In a transaction, as rules write. */
  private void send(TopicPartition to, int records) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", world.kafka().brokers(), "transactional.id", "of-a-test"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(to.topic(), to.partition(), "d", "{\"value\":1}")).get();
      }
      producer.commitTransaction();
    }
  }

  private void foreign(String group, TopicPartition of, long offset) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", world.kafka().brokers(), "group.id", group),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(of));
      consumer.commitSync(Map.of(of, new OffsetAndMetadata(offset)));
    }
  }
}
