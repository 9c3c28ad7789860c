package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import java.util.Map;

/** The settings of a command that asks nothing but Kafka. */
final class KafkaSettings {
  private KafkaSettings() {}

  /** Where no Kafka is named, the one that {@code dev} embeds on this machine. */
  static Settings of(CommonOptions options) {
    Settings asked = options.load(Mode.DEV).settings();
    if (asked.tributary().kafka().brokers() != null) {
      return asked;
    }
    String embedded = "127.0.0.1:" + asked.tributary().dev().kafkaPort();
    return options.load(Mode.DEV, Map.of("tributary.kafka.brokers", embedded)).settings();
  }
}
