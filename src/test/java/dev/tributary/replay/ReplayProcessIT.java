package dev.tributary.replay;

import static dev.tributary.publish.KafkaReader.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.world.TributaryProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay} as its user knows it: a command that Ctrl-C ends and that goes on afterwards. */
class ReplayProcessIT {
  private static final int LETTERS = 1_500;
  private static final int DEVICES = 3;
  private static final String EVENTS = "iot.verify";

  @TempDir Path directory;
  private EmbeddedKafka kafka;

  @BeforeEach
  void keepLetters() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("iot.dead-letter", 3, (short) 1),
                  new NewTopic(EVENTS, 3, (short) 1)))
          .all()
          .get();
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.brokers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int i = 0; i < LETTERS; i++) {
        var unused = producer.send(letter("d" + i % DEVICES, i / DEVICES));
      }
    }
  }

  @AfterEach
  void stopKafka() {
    kafka.close();
  }

  @Test
  void publishNothingTwiceAndLeaveNothingOutAfterCtrlC() throws Exception {
    int before;
    // slow enough to be interrupted however busy the machine is
    try (TributaryProcess interrupted = replay("--rate=50")) {
      read(kafka.brokers(), LETTERS / 10, EVENTS);
      interrupted.interrupt();
      assertThat(interrupted.code(Duration.ofSeconds(30))).as(interrupted.output()).isEqualTo(130);
      before = published(interrupted.output());
      assertThat(before).isBetween(LETTERS / 10, LETTERS - 1);
    }

    try (TributaryProcess resumed = replay()) {
      assertThat(resumed.code(Duration.ofMinutes(1))).as(resumed.output()).isZero();
      assertThat(resumed.output())
          .contains((LETTERS - before) + " published, 0 dead-lettered again");
    }

    Map<String, Integer> next = new HashMap<>();
    for (ConsumerRecord<String, String> event : read(kafka.brokers(), LETTERS, EVENTS)) {
      int number = next.merge(event.key(), 1, Integer::sum) - 1;
      assertThat(event.value()).contains("\"value\":" + number + ",");
    }
    assertThat(next.values()).hasSize(DEVICES).containsOnly(LETTERS / DEVICES);
  }

  private TributaryProcess replay(String... options) throws Exception {
    return TributaryProcess.start(
        directory.resolve("replay.log"),
        Map.of("tributary.kafka.brokers", kafka.brokers()),
        Stream.concat(Stream.of("replay"), Stream.of(options)).toArray(String[]::new));
  }

  private static int published(String output) {
    Matcher summary = Pattern.compile("(\\d+) published, 0 dead-lettered again").matcher(output);
    assertThat(summary.find()).as(output).isTrue();
    return Integer.parseInt(summary.group(1));
  }

  private static ProducerRecord<String, String> letter(String device, int number) {
    ProducerRecord<String, String> letter =
        new ProducerRecord<>("iot.dead-letter", device, "{\"verify\":" + number + "}");
    Map.of(
            "reason", "unmapped",
            "protocol", "mqtt",
            "address", "devices/" + device + "/telemetry",
            "device", device,
            "content_type", "application/json")
        .forEach((name, value) -> letter.headers().add("tributary_" + name, value.getBytes(UTF_8)));
    return letter;
  }
}
