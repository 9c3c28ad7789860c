package dev.tributary.kafka.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.world.TributaryProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 while lists are under way: what was not committed comes again, in order. */
class OutKilledIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int DEVICES = 4;
  private static final int EACH = 250;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROUTE =
      """
      - route:
          id: killed
          from:
            uri: out:sensor.*
            parameters: { maxRecords: 10, maxAge: 50 }
            steps:
              - marshal: { json: {} }
              - setHeader: { name: CamelHttpMethod, constant: POST }
              - to: "{{far.url}}"
      """;

  @TempDir private Path folder;

  /** The values that came of each device, each once, in the order in which they came first. */
  private final Map<String, Set<Integer>> taken = new ConcurrentHashMap<>();

  private final AtomicInteger requests = new AtomicInteger();

  @Test
  void nothingIsMissing() throws Exception {
    HttpServer far =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    far.createContext("/", this::take);
    far.start();
    PipelineFolder routes = PipelineFolder.copy(folder.resolve("routes"));
    routes.save("killed.camel.yaml", ROUTE);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      fill(kafka.brokers());
      Map<String, String> settings =
          Map.of("far.url", "http://127.0.0.1:" + far.getAddress().getPort() + "/");
      for (int enough : List.of(15, Integer.MAX_VALUE)) {
        try (TributaryProcess gateway =
            TributaryProcess.startOut(
                folder.resolve("gateway.log"), kafka.brokers(), routes.path(), settings)) {
          await().atMost(PATIENCE).until(() -> requests.get() >= enough || isComplete());
          gateway.kill();
        }
      }
    } finally {
      far.stop(0);
    }
    for (int device = 0; device < DEVICES; device++) {
      assertThat(taken.get("d" + device))
          .containsExactlyElementsOf(IntStream.range(0, EACH).boxed().toList());
    }
  }

  private boolean isComplete() {
    return taken.size() == DEVICES
        && taken.values().stream()
            .allMatch(
                values -> {
                  synchronized (values) {
                    return values.size() == EACH;
                  }
                });
  }

  private void take(HttpExchange exchange) throws IOException {
    for (JsonNode event : JSON.readTree(exchange.getRequestBody())) {
      Set<Integer> values =
          taken.computeIfAbsent(event.path("device_id").asText(), device -> new LinkedHashSet<>());
      synchronized (values) {
        values.add(event.path("value").asInt());
      }
    }
    requests.incrementAndGet();
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private static void fill(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic("iot.sensor.temperature", 3, (short) 1))).all().get();
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < EACH; i++) {
        for (int device = 0; device < DEVICES; device++) {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      "iot.sensor.temperature",
                      "d" + device,
                      "{\"device_id\":\"d%d\",\"value\":%d}".formatted(device, i)));
        }
      }
    }
  }
}
