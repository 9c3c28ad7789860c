package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe alert-webhook beside a webhook that fails in every way, and a kill -9 of the gateway:
 * each alert is taken, in the order of its device, or undelivered where it is refused.
 */
class AlertWebhookIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int DEVICES = 3;
  private static final int EACH = 30;
  private static final int REFUSED = 17;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** What was taken of each device, each alert once, in the order in which it came first. */
  private final Map<String, List<Integer>> taken = new ConcurrentHashMap<>();

  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<HttpExchange> open = new CopyOnWriteArrayList<>();

  @Test
  void everyAlertIsTakenInOrder() throws Exception {
    HttpServer webhook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    webhook.setExecutor(threads);
    webhook.createContext("/", this::call);
    webhook.start();
    PipelineFolder routes = PipelineFolder.copy(folder.resolve("routes"));
    routes.save(
        "alert-webhook.camel.yaml",
        Files.readString(Path.of("recipes/alert-webhook/routes/alert-webhook.camel.yaml")));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      fill(kafka.brokers());
      Map<String, String> settings =
          Map.of(
              "alert-webhook.url",
              "http://127.0.0.1:" + webhook.getAddress().getPort() + "/?token=t",
              "alert-webhook.timeout",
              "500",
              "alert-webhook.group",
              "100ms",
              "alert-webhook.per-minute",
              "100000");
      for (int enough : List.of(6, Integer.MAX_VALUE)) {
        try (TributaryProcess gateway =
            TributaryProcess.startOut(
                folder.resolve("gateway.log"), kafka.brokers(), routes.path(), settings)) {
          await().atMost(PATIENCE).until(() -> calls.get() >= enough || isComplete());
          gateway.kill();
        }
      }
      assertThat(undelivered(kafka.brokers()))
          .hasSize(DEVICES)
          .allSatisfy(
              (key, headers) -> {
                assertThat(text(headers, "tributary_reason")).isEqualTo("refused-by-webhook");
                assertThat(text(headers, "tributary_detail"))
                    .isEqualTo(
                        "HTTP status 400 from 127.0.0.1:%d: no seventeens"
                            .formatted(webhook.getAddress().getPort()));
              });
    } finally {
      open.forEach(HttpExchange::close);
      webhook.stop(0);
      threads.shutdownNow();
    }
    for (int device = 0; device < DEVICES; device++) {
      assertThat(taken.get("d" + device))
          .containsExactlyElementsOf(
              IntStream.range(0, EACH).filter(i -> i != REFUSED).boxed().toList());
    }
    assertThat(Files.readString(folder.resolve("gateway.log")))
        .contains("HTTP status 500 from")
        .doesNotContain("token=t");
  }

  private boolean isComplete() {
    return IntStream.range(0, DEVICES)
        .allMatch(device -> taken.getOrDefault("d" + device, List.of()).size() == EACH - 1);
  }

  /** Fails with the first calls, and with some later ones. */
  private void call(HttpExchange exchange) throws IOException {
    int call = calls.getAndIncrement();
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (call) {
      case 0, 7 -> answer(exchange, 500, "");
      case 1 -> {
        exchange.getResponseHeaders().add("Retry-After", "1");
        answer(exchange, 429, "");
      }
      // no answer: the caller gives up
      case 2, 8 -> open.add(exchange);
      // hangs up
      case 3 -> exchange.close();
      default -> take(exchange, JSON.readTree(body));
    }
  }

  private void take(HttpExchange exchange, JsonNode body) throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    if (body.isArray()) {
      body.forEach(alerts::add);
    } else {
      alerts.add(body);
    }
    if (alerts.stream().anyMatch(alert -> alert.path("value").asInt() == REFUSED)) {
      answer(exchange, 400, "no seventeens");
      return;
    }
    List<String> ids = new ArrayList<>();
    for (JsonNode alert : alerts) {
      String id = alert.path("id").asText() + "/" + alert.path("state").asText();
      ids.add(id);
      if (keys.add(id)) {
        taken
            .computeIfAbsent(
                alert.path("device_id").asText(), device -> new CopyOnWriteArrayList<>())
            .add(alert.path("value").asInt());
      }
    }
    boolean right =
        String.join(",", ids).equals(exchange.getRequestHeaders().getFirst("Idempotency-Key"))
            && "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
    answer(exchange, right ? 204 : 500, "");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void fill(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("iot.alert", 3, (short) 1),
                  new NewTopic("iot.undelivered", 1, (short) 1)))
          .all()
          .get();
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < EACH; i++) {
        for (int device = 0; device < DEVICES; device++) {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      "iot.alert",
                      "d" + device,
                      """
                      {"id":"d%d-%d","alert":"humid","state":"firing","device_id":"d%d","value":%d}"""
                          .formatted(device, i, device, i)));
        }
      }
    }
  }

  /**
   * The headers of what is undelivered, by key: a list may be cut off by the kill and come twice.
   */
  private static Map<String, Headers> undelivered(String brokers) {
    Map<String, Headers> all = new LinkedHashMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "group.id",
                "undelivered",
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of("iot.undelivered"));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<String, String> record :
                    consumer.poll(Duration.ofMillis(100))) {
                  assertThat(record.value()).contains("\"value\":" + REFUSED);
                  all.put(record.key(), record.headers());
                }
                return all.size() == DEVICES;
              });
    }
    return all;
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }
}
