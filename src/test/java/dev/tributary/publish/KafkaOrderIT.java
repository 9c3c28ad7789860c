package dev.tributary.publish;

import static dev.tributary.publish.KafkaReader.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.Address;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Order and partitions on three brokers, one of which is lost in the end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaOrderIT {
  private static final int DEVICES = 20;
  private static final Pattern VALUE = Pattern.compile("\"value\":(\\d+)");

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startKafka() {
    kafka = new EmbeddedKafka(directory, 3, 0, Map.of());
    kafka.start();
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  @Order(1)
  void keepTheOrderOfADeviceOnThePartitionOfItsKey() throws Exception {
    try (PublishWorld world = world("bydevice", "device")) {
      sendAll(world, 100, () -> {});

      List<ConsumerRecord<String, String>> records = readBack("bydevice", 100);
      assertInOrder(records, 100);
      assertThat(records).allSatisfy(r -> assertThat(r.partition()).isEqualTo(hash(r.key(), 6)));
    }
  }

  @Test
  @Order(2)
  void keepARegionOnOnePartitionAlsoAfterPartitionsWereAdded() throws Exception {
    try (PublishWorld world = world("byregion", "region");
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
      sendAll(world, 50, () -> {});
      List<ConsumerRecord<String, String>> before = readBack("byregion", 50);
      assertInOrder(before, 50);
      assertThat(before)
          .allSatisfy(r -> assertThat(r.partition()).isEqualTo(hash(region(r.key()), 6)));

      admin
          .createPartitions(Map.of("byregion.sensor.temperature", NewPartitions.increaseTo(9)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    try (PublishWorld world = world("byregion", "region")) {
      settle(world.send(Protocol.MQTT, address(7), "temperature=1000".getBytes(UTF_8)));

      assertThat(readBack("byregion", 50, 1))
          .filteredOn(r -> value(r) == 1000)
          .singleElement()
          .satisfies(r -> assertThat(r.partition()).isEqualTo(hash(region(r.key()), 9)));
    }
  }

  @Test
  @Order(3)
  void loseAndReorderNothingWhenALeaderDiesUnderLoad() throws Exception {
    try (PublishWorld world = world("killed", "device")) {
      int leader = leader("killed.sensor.temperature");

      sendAll(world, 200, () -> kafka.stop(leader));

      assertInOrder(readBack("killed", 200), 200);
    }
  }

  /** Sends so many messages of each device, and in their midst does this beside. */
  private static void sendAll(PublishWorld world, int each, Runnable midway) throws Exception {
    Semaphore window = new Semaphore(500);
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    Thread beside = new Thread(midway, "midway");
    for (int i = 0; i < each; i++) {
      if (i == each / 3) {
        beside.start();
      }
      for (int device = 0; device < DEVICES; device++) {
        assertThat(window.tryAcquire(90, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Outcome> outcome =
            world.send(Protocol.MQTT, address(device), ("temperature=" + i).getBytes(UTF_8));
        outcomes.add(outcome.whenComplete((done, failure) -> window.release()));
      }
    }
    for (CompletableFuture<Outcome> outcome : outcomes) {
      assertThat(settle(outcome).isStored()).isTrue();
    }
    beside.join();
  }

  private static void assertInOrder(List<ConsumerRecord<String, String>> records, int each) {
    Map<String, Long> next = new HashMap<>();
    for (ConsumerRecord<String, String> record : records) {
      assertThat(value(record)).isEqualTo(next.getOrDefault(record.key(), 0L));
      next.put(record.key(), value(record) + 1);
    }
    assertThat(next).hasSize(DEVICES).allSatisfy((k, n) -> assertThat(n).isEqualTo(each));
  }

  private static long value(ConsumerRecord<String, String> record) {
    Matcher matcher = VALUE.matcher(record.value());
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static List<ConsumerRecord<String, String>> readBack(String prefix, int each) {
    return readBack(prefix, each, 0);
  }

  private static List<ConsumerRecord<String, String>> readBack(String prefix, int each, int more) {
    return read(kafka.brokers(), each * DEVICES + more, prefix + ".sensor.temperature");
  }

  private static Address address(int device) {
    String id = "dev-" + device;
    return new Address("devices/" + id + "/telemetry", id, region(id), null, null);
  }

  private static String region(String device) {
    return "region-" + device.charAt(device.length() - 1);
  }

  private static int hash(String text, int partitions) {
    return BuiltInPartitioner.partitionForKey(text.getBytes(UTF_8), partitions);
  }

  private static int leader(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(30, TimeUnit.SECONDS)
          .get(topic)
          .partitions()
          .get(0)
          .leader()
          .id();
    }
  }

  private static Outcome settle(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(90, TimeUnit.SECONDS);
  }

  private static PublishWorld world(String prefix, String partitionBy) throws Exception {
    PublishWorld world =
        new PublishWorld(
            kafka.brokers(),
            Map.of(
                "tributary.kafka.topic-prefix",
                prefix,
                "tributary.kafka.partition-by",
                partitionBy));
    await().atMost(Duration.ofSeconds(60)).until(() -> world.downstream().available());
    return world;
  }
}
