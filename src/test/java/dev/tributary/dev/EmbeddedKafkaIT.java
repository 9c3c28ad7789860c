package dev.tributary.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @TempDir Path directory;

  @Test
  void startAgainOnTheSamePortWithTheSameData() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      String brokers = kafka.brokers();
      createTopic(brokers);
      assertThat(send(brokers)).isEqualTo(0);

      kafka.stop();
      kafka.start();

      assertThat(kafka.brokers()).isEqualTo(brokers);
      assertThat(send(brokers)).isEqualTo(1);
    }
    try (EmbeddedKafka next = EmbeddedKafka.start(directory, 0)) {
      assertThat(send(next.brokers())).as("a new process finds the data").isEqualTo(2);
    }
  }

  private static void createTopic(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
    }
  }

  private static long send(String brokers) throws Exception {
    try (Producer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      return producer.send(new ProducerRecord<>("t", "v")).get(30, TimeUnit.SECONDS).offset();
    }
  }
}
