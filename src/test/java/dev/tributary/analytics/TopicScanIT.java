package dev.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.dev.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that read what Kafka holds end, whatever becomes of Kafka. */
class TopicScanIT {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @TempDir private Path folder;

  @Test
  void readsToTheEndOrSaysThatKafkaIsGone() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      Settings settings = settings(kafka);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
        admin.createTopics(List.of(new NewTopic("scanned", 1, (short) 1))).all().get();
      }
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.brokers()),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>("scanned", "key", "value")).get();
      }
      List<Object> read = new ArrayList<>();
      TopicScan.read(settings, List.of("scanned"), null, read::add);
      assertThat(read).hasSize(1);
      assertThatThrownBy(
              () ->
                  new TopicScan(settings, List.of("scanned"), null)
                      .watchedBy((done, all) -> kafka.stop())
                      .patience(PATIENCE)
                      .read(read::add))
          .isInstanceOf(TimeoutException.class)
          .hasMessage("Kafka has sent nothing for 2 s, 0 of about 1 records had been read");
    }
  }

  private static Settings settings(EmbeddedKafka kafka) {
    return SettingsLoader.load(
            Mode.DEV,
            Path.of("none"),
            Map.of(),
            Map.of(
                "tributary.kafka.brokers", kafka.brokers(),
                "tributary.mqtt.broker-url", "",
                "tributary.http.port", "",
                "tributary.coap.port", ""))
        .settings();
  }
}
