package bench;

import dev.tributary.dev.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A real Kafka node as a process of its own: {@code DIRECTORY PORT ADVERTISED_PORT}. */
public final class KafkaProcess {
  private KafkaProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(arguments[1]);
    Map<String, String> overrides = new HashMap<>();
    overrides.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + arguments[2]);
    overrides.put("log.retention.ms", "-1");
    EmbeddedKafka kafka = new EmbeddedKafka(Path.of(arguments[0]), 1, port, overrides);
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    kafka.start();
    System.out.println("READY " + kafka.brokers());
    new CountDownLatch(1).await();
  }
}
