package dev.tributary.edits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;

/**
 * Odd but plausible edits of the shipped routes, taken up one after the other by one gateway
 * between real brokers: each is refused by name, or all that is acknowledged is stored,
 * dead-lettered or dropped by name.
 */
@TributaryTest(value = "tributary.kafka.ack-timeout=3s", editable = true)
class OddEditsIT {
  private static final String ONLY = System.getProperty("tributary.edits.only", "");
  private static final boolean ALL = Boolean.getBoolean("tributary.edits.all");
  private static final String RECEIVED = "tributary_messages_received_total";
  private static final Pattern EVENT = Pattern.compile("\"kind\":\"(\\w+)\",\"value\":([\\d.]+)");
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** One message: whole, or impossible in part, or breaking off; its value is its own. */
  private record Sent(String value, Sort sort, String answer) {
    enum Sort {
      WHOLE,
      PARTLY,
      BROKEN
    }

    String payload() {
      String rest =
          switch (sort) {
            case WHOLE -> "}";
            case PARTLY -> ",\"humidity\":300}";
            case BROKEN -> ",";
          };
      return "{\"temp\":%s,\"illuminance\":%s%s".formatted(value, value, rest);
    }

    Sent answered(String by) {
      return new Sent(value, sort, by);
    }

    boolean isAcknowledged() {
      return answer.matches("2.*|PUBACK");
    }

    boolean isKept(Set<String> records) {
      return records.contains(payload())
          || (sort == Sort.WHOLE && has(records, "temperature") && has(records, "illuminance"));
    }

    private boolean has(Set<String> records, String kind) {
      return records.contains(kind + " " + value);
    }
  }

  private int values;

  @Test
  void loseNothingThatIsAcknowledged(World world) throws Exception {
    List<NamedEdit> edits = NamedEdit.list("odd.yaml");
    edits.removeIf(edit -> !edit.name().contains(ONLY));
    if (ONLY.isEmpty() && !ALL) {
      edits =
          IntStream.range(0, edits.size()).filter(i -> i % 3 == 0).mapToObj(edits::get).toList();
    }
    List<String> wrong = new ArrayList<>();
    MqttClient mqtt = new MqttClient(world.mqtt().url(), "odd-edits", new MemoryPersistence());
    mqtt.connect();
    try (Records records = new Records(world)) {
      for (NamedEdit edit : edits) {
        edit.apply(world.folder().path());
        String[] problems = reload();
        edit.undo(world.folder().path());
        String answer =
            problems.length > 0
                ? "refused " + String.join(" ", problems)
                : answer(world, mqtt, edit, records, wrong);
        if (!isAsSaid(edit.answer(), answer)) {
          wrong.add("%s: expected %s but was %s".formatted(edit, edit.answer(), answer));
        }
      }
    } finally {
      mqtt.disconnect();
      mqtt.close();
    }
    assertThat(wrong).isEmpty();
  }

  /** What whole messages over HTTP are answered, once all is accounted for. */
  private String answer(
      World world, MqttClient mqtt, NamedEdit edit, Records records, List<String> wrong)
      throws Exception {
    double dropped = dropped(world);
    List<Sent> sent = send(world, mqtt, edit.name());
    double left = dropped(world) - dropped;
    records.read();
    List<Sent> lost =
        sent.stream().filter(one -> one.isAcknowledged() && !one.isKept(records.seen)).toList();
    if (lost.size() > left) {
      wrong.add("%s: lost %s, although only %s were dropped".formatted(edit, lost, left));
    }
    return sent.stream().limit(2).map(Sent::answer).distinct().collect(Collectors.joining(" "));
  }

  private static boolean isAsSaid(String expected, String answer) {
    return switch (expected) {
      case "any" -> answer.matches("\\d+( \\d+)?");
      case "mixed" -> answer.matches("\\d+ \\d+");
      default ->
          expected.startsWith("refused ")
              ? answer.startsWith("refused ") && answer.contains(expected.substring(8))
              : answer.equals(expected);
    };
  }

  private List<Sent> send(World world, MqttClient mqtt, String name) throws Exception {
    double before = count(world, RECEIVED);
    List<Sent> sent = new ArrayList<>();
    for (Sent.Sort sort :
        List.of(Sent.Sort.WHOLE, Sent.Sort.WHOLE, Sent.Sort.PARTLY, Sent.Sort.BROKEN)) {
      Sent one = next(sort);
      HttpResponse<String> answer =
          world.post(
              "/v1/devices/odd/telemetry", one.payload(), "Content-Type", "application/json");
      sent.add(one.answered(String.valueOf(answer.statusCode())));
    }
    for (Sent.Sort sort : List.of(Sent.Sort.WHOLE, Sent.Sort.BROKEN)) {
      Sent one = next(sort);
      CoapResponse answer = world.coap("devices/odd/telemetry", one.payload(), 50);
      sent.add(one.answered(answer == null ? "none" : answer.getCode().toString()));
    }
    for (Sent.Sort sort : Sent.Sort.values()) {
      Sent one = next(sort);
      mqtt.publish("devices/odd/telemetry", one.payload().getBytes(UTF_8), 1, false);
      sent.add(one.answered("PUBACK"));
    }
    await(name + ": every message of MQTT is acknowledged")
        .atMost(PATIENCE)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .until(
            () ->
                count(world, RECEIVED) == before + sent.size()
                    && count(world, "tributary_mqtt_unacknowledged_messages") == 0);
    return sent;
  }

  private Sent next(Sent.Sort sort) {
    return new Sent("20.%04d1".formatted(values++), sort, null);
  }

  private static double dropped(World world) throws Exception {
    return count(world, "tributary_messages_dropped_total")
        + count(world, "tributary_events_dropped_total");
  }

  /** Of all tags; 0 before the first. */
  private static double count(World world, String metric) throws Exception {
    return world
        .management("/metrics")
        .body()
        .lines()
        .filter(line -> line.matches(metric + "[ {].*"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String[] reload() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.tributary:type=Reload");
    server.invoke(name, "reload", new Object[0], new String[0]);
    return (String[]) server.getAttribute(name, "Problems");
  }

  /** All that Kafka holds of a world: events as kind and value too, the rest as it is. */
  private static final class Records implements AutoCloseable {
    private final Set<String> seen = new HashSet<>();
    private final Set<TopicPartition> assigned = new HashSet<>();
    private final World world;
    private final KafkaConsumer<String, String> consumer;

    Records(World world) {
      this.world = world;
      this.consumer =
          new KafkaConsumer<>(
              Map.of("bootstrap.servers", world.kafka().brokers(), "auto.offset.reset", "earliest"),
              new StringDeserializer(),
              new StringDeserializer());
    }

    /** Reads to the ends. */
    void read() {
      consumer
          .listTopics()
          .forEach(
              (topic, partitions) -> {
                if (topic.startsWith(world.topic(""))) {
                  partitions.forEach(
                      info -> assigned.add(new TopicPartition(topic, info.partition())));
                }
              });
      if (!consumer.assignment().equals(assigned)) {
        consumer.assign(assigned);
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(50)).forEach(record -> add(record.value()));
      }
    }

    private void add(String value) {
      seen.add(value);
      Matcher event = EVENT.matcher(value == null ? "" : value);
      if (event.find()) {
        seen.add(event.group(1) + " " + event.group(2));
      }
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
