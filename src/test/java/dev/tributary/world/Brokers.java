package dev.tributary.world;

import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.EmbeddedMqtt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The brokers of a test run, started once. */
public record Brokers(EmbeddedKafka kafka, EmbeddedMqtt mqtt) implements AutoCloseable {

  static Brokers start() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "brokers");
      return new Brokers(
          EmbeddedKafka.start(folder.resolve("kafka"), 0),
          EmbeddedMqtt.start(folder.resolve("mqtt"), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    mqtt.close();
    kafka.close();
  }
}
