package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.dev.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How fast rules are beside a program that an expert writes by hand, what they cost with their
 * number, and how soon an alert is there.
 */
public final class RulesBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double READY_SECONDS = 120;

  private final Map<String, String> given = new HashMap<>();
  private final Path directory;
  private final String brokers;
  private final Child kafka;
  private final Admin admin;
  private final long start =
      Instant.now().minus(Duration.ofHours(3)).toEpochMilli() / 1_000 * 1_000;
  private int runs;

  /**
   * What one drain came to.
   *
   * @param perCpu events for a second of the process's CPU
   */
  private record Drain(double perSecond, double perCpu, String takes) {}

  private RulesBench(String[] arguments) throws IOException {
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      given.put(pair[0], pair[1]);
    }
    Files.createDirectories(Path.of("bench/results"));
    directory = Files.createTempDirectory(Path.of("bench/results").toAbsolutePath(), "rules");
    int port = FreePorts.one();
    brokers = "127.0.0.1:" + port;
    kafka =
        Child.start(
            directory,
            "kafka",
            Child.java(
                List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")),
                "bench.KafkaProcess",
                directory.resolve("kafka").toString(),
                "" + port,
                "" + port));
    kafka.await(() -> kafka.log().contains("READY"), (int) READY_SECONDS);
    admin = Admin.create(Map.of("bootstrap.servers", brokers));
  }

  public static void main(String[] arguments) throws Exception {
    RulesBench bench = new RulesBench(arguments);
    try {
      bench.run();
    } finally {
      bench.admin.close();
      bench.kafka.kill();
      Leftovers.delete(bench.directory);
    }
  }

  private int number(String key, int otherwise) {
    return Integer.parseInt(given.getOrDefault(key, "" + otherwise));
  }

  private void run() throws Exception {
    int events = number("events", 600_000);
    int devices = number("devices", 2_000);
    List<Integer> counts =
        Arrays.stream(given.getOrDefault("rules", "1,10,100").split(","))
            .filter(text -> !text.isEmpty())
            .map(Integer::valueOf)
            .toList();
    for (int round = 1; round <= number("rounds", 3); round++) {
      for (int count : counts) {
        if (count == 1) {
          String dsl = "dsl" + ++runs;
          Drain hand = drain(dsl, 0, events, devices);
          String own = "own" + ++runs;
          Drain rules = drain(own, 1, events, devices);
          System.out.printf("values compared: %d windows%n", compare(windows(dsl), windows(own)));
          say("DSL, 1", hand);
          say("rules, 1", rules);
          System.out.printf(
              Locale.ROOT,
              "ratio with 1 rule: %.2f by the clock, %.2f by CPU%n",
              rules.perSecond() / hand.perSecond(),
              rules.perCpu() / hand.perCpu());
        } else {
          say("rules, " + count, drain("own" + ++runs, count, events, devices));
        }
      }
    }
    if (number("many-devices", 0) > 0) {
      int many = number("many-devices", 0);
      say("10 rules, %d devices".formatted(many), drain("own" + ++runs, 10, 3 * many, many));
    }
    for (int count : new int[] {number("live", 10), number("live-many", 300)}) {
      if (count > 0) {
        live("live" + ++runs, count);
      }
    }
  }

  private static void say(String what, Drain drain) {
    System.out.printf(
        Locale.ROOT,
        "%s: %,.0f events/s, %,.0f for a second of CPU%s%n",
        what,
        drain.perSecond(),
        drain.perCpu(),
        drain.takes());
  }

  /** One average, and of the others half averages, half alerts that seldom fire. */
  private static String rules(int count) {
    StringBuilder yaml =
        new StringBuilder("- {measure: temperature.avg, of: temperature, every: 5m, value: avg}\n");
    for (int i = 1; i < count; i++) {
      yaml.append(
          i % 2 == 1
              ? "- {alert: a%d, of: temperature, when: .value > %s, clear: .value < 20}\n"
                  .formatted(i, 99.9 + i / 10_000.0)
              : "- {measure: temperature.m%d, of: temperature, every: 5m, value: max}\n"
                  .formatted(i));
    }
    return yaml.toString();
  }

  private Path folder(String prefix, String rules) throws IOException {
    Path routes = directory.resolve(prefix);
    Files.createDirectories(routes.resolve("analytics"));
    Files.writeString(routes.resolve("analytics/rules.yaml"), rules);
    return routes;
  }

  private void topics(String prefix, String rules) throws ExecutionException, InterruptedException {
    Set<String> names = new TreeSet<>();
    for (String name :
        List.of("sensor.temperature", "tick", "alert", "alert.state", "dead-letter")) {
      names.add(prefix + "." + name);
    }
    names.add(prefix + ".analytics.late");
    names.add(prefix + ".analytics.part");
    rules
        .lines()
        .filter(line -> line.startsWith("- {measure: "))
        .forEach(line -> names.add(prefix + ".analytics." + line.substring(12, line.indexOf(','))));
    admin
        .createTopics(names.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList())
        .all()
        .get();
  }

  private KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", brokers, "linger.ms", 5, "compression.type", "lz4"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static String event(String id, String device, String value, long at) {
    return """
    {"id":"%s","device_id":"%s","region":"eu","kind":"temperature","value":%s,"unit":"Cel",\
    "time":"%s","received":"%s","source":{"protocol":"mqtt","address":"devices/%s/telemetry"},\
    "attributes":{"firmware":"1.2.3","site":"north"}}\
    """
        .formatted(id, device, value, time(at), time(at), device);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).plusNanos(1).toString().replace("000001Z", "Z");
  }

  private static String tick(String prefix, long at, long offset) {
    return "{\"gateway\":\"bench\",\"time\":\"%s\",\"reachable\":true,\"offsets\":{\"%s.sensor.temperature\":%d}}"
        .formatted(time(at), prefix, offset);
  }

  /** Each device every ten seconds, and each second a tick. */
  private long fill(String prefix, int events, int devices) {
    Random random = new Random(1);
    try (KafkaProducer<String, String> producer = producer()) {
      int perSecond = Math.max(1, devices / 10);
      long now = start;
      for (int i = 0; i < events; i++) {
        long at = start + i * 1_000L / perSecond;
        if (at / 1_000 != now / 1_000) {
          now = at / 1_000 * 1_000;
          producer.send(
              new ProducerRecord<>(prefix + ".tick", 0, now, "bench", tick(prefix, now, i - 1L)));
        }
        String device = "device-" + i % devices;
        producer.send(
            new ProducerRecord<>(
                prefix + ".sensor.temperature",
                0,
                at,
                device,
                event(
                    new UUID(random.nextLong(), random.nextLong()).toString(),
                    device,
                    "" + random.nextInt(10_000) / 100.0,
                    at)));
      }
      producer.flush();
      return now;
    }
  }

  /** From a quarter of the events on: by then what is compiled has been. */
  private Drain drain(String prefix, int rules, int events, int devices) throws Exception {
    String yaml = rules(Math.max(1, rules));
    topics(prefix, yaml);
    fill(prefix, events, devices);
    TopicPartition input = new TopicPartition(prefix + ".sensor.temperature", 0);
    String group = prefix + ".analytics";
    if (rules > 0) {
      // what was stored before the first start is the past: these offsets say that it was not
      admin
          .alterConsumerGroupOffsets(
              group,
              Map.of(
                  input,
                  new OffsetAndMetadata(0),
                  new TopicPartition(prefix + ".tick", 0),
                  new OffsetAndMetadata(0),
                  new TopicPartition(prefix + ".analytics.part", 0),
                  new OffsetAndMetadata(0)))
          .all()
          .get();
    }
    List<String> command =
        Child.java(
            options(rules > 0),
            rules == 0
                ? new String[] {"bench.RulesDsl", brokers, prefix}
                : new String[] {
                  "bench.RulesChild", brokers, prefix, folder(prefix, yaml).toString(), "" + events
                });
    try (Child child = Child.start(directory, prefix, Pinned.toTheFirstCore(command))) {
      long from = awaitCommitted(child, group, input, events / 4);
      long cpu = child.cpuMicros();
      long since = System.nanoTime();
      long to = awaitCommitted(child, group, input, events);
      double seconds = (System.nanoTime() - since) / 1e9;
      double cpuSeconds = (child.cpuMicros() - cpu) / 1e6;
      String takes = "";
      if (rules > 0) {
        child.await(() -> child.log().contains("TAKES"), 60);
        takes =
            ", " + child.log().lines().filter(line -> line.startsWith("TAKES")).findFirst().get();
      }
      return new Drain((to - from) / seconds, (to - from) / cpuSeconds, takes);
    }
  }

  /** Of the one who is measured; {@code jvm=} adds to those of the rules. */
  private List<String> options(boolean own) {
    List<String> options = new ArrayList<>(List.of("-Xmx2g", "-XX:+UseSerialGC"));
    if (own && given.containsKey("jvm")) {
      options.addAll(List.of(given.get("jvm").split(" ")));
    }
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return options;
  }

  private long awaitCommitted(Child child, String group, TopicPartition input, long count)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + (long) (300 * 1e9);
    while (true) {
      OffsetAndMetadata committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(input);
      if (committed != null && committed.offset() >= count) {
        return committed.offset();
      }
      if (!child.alive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(committed + " of " + count + ":\n" + child.log());
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private Map<String, double[]> windows(String prefix) throws IOException {
    Map<String, double[]> windows = new TreeMap<>();
    try (KafkaConsumer<String, String> consumer = consumer()) {
      TopicPartition of = new TopicPartition(prefix + ".analytics.temperature.avg", 0);
      consumer.assign(List.of(of));
      consumer.seekToBeginning(List.of(of));
      long end = consumer.endOffsets(List.of(of)).get(of);
      while (consumer.position(of) < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          JsonNode json = JSON.readTree(record.value());
          String at = json.path("attributes").path("window_start").asText();
          double[] before =
              windows.put(
                  record.key() + "@" + Instant.parse(at).toEpochMilli(),
                  new double[] {
                    json.path("value").asDouble(), json.path("attributes").path("count").asDouble()
                  });
          if (before != null) {
            throw new IllegalStateException("twice: " + record);
          }
        }
      }
    }
    return windows;
  }

  /** All windows of the program by hand, which closes fewer of the last. */
  private static int compare(Map<String, double[]> expected, Map<String, double[]> actual) {
    expected.forEach(
        (window, values) -> {
          double[] own = actual.get(window);
          if (own == null || own[1] != values[1] || Math.abs(own[0] - values[0]) > 1e-9) {
            throw new IllegalStateException(
                "%s: %s instead of %s"
                    .formatted(window, Arrays.toString(own), Arrays.toString(values)));
          }
        });
    if (expected.isEmpty()) {
      throw new IllegalStateException("no window was closed");
    }
    return expected.size();
  }

  private KafkaConsumer<String, String> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            brokers,
            "isolation.level",
            "read_committed",
            "fetch.max.wait.ms",
            5),
        new StringDeserializer(),
        new StringDeserializer());
  }

  /** 500 events a second as they come: when each alert is there, what it costs, and a restart. */
  private void live(String prefix, int rules) throws Exception {
    String yaml =
        rules(rules - 2)
            + "- {alert: at-once, of: temperature, when: .value > 1000}\n"
            + "- {alert: held, of: temperature, when: .value > 1000, for: 2s}\n";
    topics(prefix, yaml);
    String[] main = {
      "bench.RulesChild", brokers, prefix, folder(prefix, yaml).toString(), "1000000000"
    };
    List<String> command =
        Child.java(
            List.of("-Xmx1g", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")),
            main);
    Child child = Child.start(directory, prefix, command);
    child.await(() -> child.log().contains("READY"), (int) READY_SECONDS);
    Map<String, Long> stored = new ConcurrentHashMap<>();
    List<Long> atOnce = new ArrayList<>();
    List<Long> held = new ArrayList<>();
    try (KafkaProducer<String, String> producer = producer();
        KafkaConsumer<String, String> consumer = consumer()) {
      TopicPartition alerts = new TopicPartition(prefix + ".alert", 0);
      consumer.assign(List.of(alerts));
      int seconds = number("seconds", 40);
      long from = System.nanoTime();
      long cpu = 0;
      long offset = -1;
      long[] acknowledged = {-1};
      int sent = 0;
      for (int second = 0; second < seconds; second++) {
        if (second == 20) {
          cpu = child.cpuMicros();
        }
        for (int i = 0; i < 500; i++) {
          long at = System.currentTimeMillis();
          String id = new UUID(second, i).toString();
          // a device each that is too warm from now on
          boolean crossing = second >= 20 && i % 100 == 0;
          String device = (crossing ? "hot-" + second + "-" : "device-") + i;
          producer.send(
              new ProducerRecord<>(
                  prefix + ".sensor.temperature",
                  0,
                  at,
                  device,
                  event(id, device, crossing ? "2000" : "21.5", at)),
              (metadata, e) -> {
                acknowledged[0] = Math.max(acknowledged[0], metadata.offset());
                if (crossing) {
                  stored.put(id, System.nanoTime());
                }
              });
          sent++;
          long due = from + (long) (sent / 500.0 * 1e9);
          do {
            take(consumer, stored, atOnce, held);
          } while (System.nanoTime() < due);
        }
        producer.send(
            new ProducerRecord<>(
                prefix + ".tick",
                0,
                "bench",
                tick(prefix, System.currentTimeMillis() - 250, acknowledged[0])));
      }
      double cores = (child.cpuMicros() - cpu) / 1e3 / ((System.nanoTime() - from) / 1e6 - 20_000);
      System.out.printf(
          Locale.ROOT,
          "%d rules at 500 events/s: %.2f of a core, %d MiB resident; stored to alert %s;"
              + " with for: 2s, after the 2 s %s%n",
          rules,
          cores,
          child.residentMiB(),
          quantiles(atOnce, 0),
          quantiles(held, 2_000));
      child.kill();
      restart(prefix, command, producer, consumer);
    }
  }

  /** kill -9, and when the next crossing has its alert, a start of the JVM included. */
  private void restart(
      String prefix,
      List<String> command,
      KafkaProducer<String, String> producer,
      KafkaConsumer<String, String> consumer)
      throws Exception {
    long began = System.nanoTime();
    try (Child again = Child.start(directory, prefix, command)) {
      long at = System.currentTimeMillis();
      producer
          .send(
              new ProducerRecord<>(
                  prefix + ".sensor.temperature",
                  0,
                  at,
                  "after",
                  event(new UUID(7, 7).toString(), "after", "2000", at)))
          .get();
      long ready = 0;
      while (true) {
        if (ready == 0 && again.log().contains("READY")) {
          ready = System.nanoTime();
        }
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(10))) {
          if ("after".equals(record.key())) {
            System.out.printf(
                Locale.ROOT,
                "kill -9 to the next alert: %.1f s; rules run again after %.1f s%n",
                (System.nanoTime() - began) / 1e9,
                (ready - began) / 1e9);
            again.kill();
            return;
          }
        }
        if ((System.nanoTime() - began) / 1e9 > READY_SECONDS) {
          throw new IllegalStateException("no alert after a restart:\n" + again.log());
        }
      }
    }
  }

  private static void take(
      KafkaConsumer<String, String> consumer,
      Map<String, Long> stored,
      List<Long> atOnce,
      List<Long> held)
      throws IOException {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(1))) {
      JsonNode json = JSON.readTree(record.value());
      Long when = stored.get(json.path("evidence").path(0).asText());
      if (when != null && json.path("state").asText().equals("firing")) {
        long millis = (System.nanoTime() - when) / 1_000_000;
        (json.path("alert").asText().equals("held") ? held : atOnce).add(millis);
      }
    }
  }

  private static String quantiles(List<Long> millis, long less) {
    List<Long> sorted = millis.stream().sorted().toList();
    return sorted.isEmpty()
        ? "none"
        : "p50 %d ms, p99 %d ms of %d"
            .formatted(
                sorted.get(sorted.size() / 2) - less,
                sorted.get((int) (sorted.size() * 0.99)) - less,
                sorted.size());
  }
}
