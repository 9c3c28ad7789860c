package dev.tributary.dev;

import dev.tributary.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The brokers that {@code dev} embeds: one for each that the operator did not configure. */
public final class DevBrokers implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final EmbeddedMqtt mqtt;

  private DevBrokers(EmbeddedKafka kafka, EmbeddedMqtt mqtt) {
    this.kafka = kafka;
    this.mqtt = mqtt;
  }

  /** Starts what the settings leave unset, both at once. */
  public static DevBrokers start(Settings.Tributary settings) {
    Path directory = settings.dev().directory();
    CompletableFuture<EmbeddedKafka> kafka =
        settings.kafka().brokers() != null
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.supplyAsync(
                () -> EmbeddedKafka.start(directory.resolve("kafka"), settings.dev().kafkaPort()));
    CompletableFuture<EmbeddedMqtt> mqtt =
        settings.mqtt().brokerUrl() != null
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.supplyAsync(
                () -> mqtt(directory.resolve("mqtt"), settings.dev().mqttPort()));
    return new DevBrokers(kafka.join(), mqtt.join());
  }

  private static EmbeddedMqtt mqtt(Path directory, int port) {
    try {
      return EmbeddedMqtt.start(directory, port);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** The settings that point the gateway at what was started. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (kafka != null) {
      settings.put("tributary.kafka.brokers", kafka.brokers());
    }
    if (mqtt != null) {
      settings.put("tributary.mqtt.broker-url", mqtt.url());
    }
    return settings;
  }

  @Override
  public void close() throws IOException {
    if (mqtt != null) {
      mqtt.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }
}
