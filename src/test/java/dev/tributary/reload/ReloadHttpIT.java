package dev.tributary.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.dev.FreePorts;
import dev.tributary.runtime.Gateway;
import dev.tributary.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client of the HTTP end and a caller between routes see of a reload; Kafka is away. */
class ReloadHttpIT {
  private static final String HTTP = "ingest-http.camel.yaml";
  private static final String GAP = "gap.camel.yaml";

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private PipelineFolder folder;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    folder = PipelineFolder.copy(directory.resolve("routes"));
    folder.save(GAP, gap(0));
    gateway =
        World.gateway(
            Map.of(
                "tributary.kafka.brokers", "127.0.0.1:" + FreePorts.one(),
                "tributary.mqtt.broker-url", "",
                "tributary.http.port", "0",
                "tributary.coap.port", "",
                "tributary.management.port", "",
                "tributary.reload.enabled", "true"),
            folder.path());
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void describeTheNewVerbsOnly() throws Exception {
    assertThat(verbs("/v1/telemetry")).containsExactly("post");
    int all = paths().size();
    Route other = gateway.camel().getRoute("http-device");

    folder.edit(HTTP, "      - id: http-batch\n", "    put:\n      - id: http-batch\n");
    await().until(() -> verbs("/v1/telemetry").equals(List.of("put")));
    assertThat(paths()).hasSize(all);
    await().until(() -> status("POST", "/v1/telemetry") == 405);
    assertThat(status("PUT", "/v1/telemetry")).isNotIn(404, 405);
    assertThat(status("POST", "/v1/devices/d/telemetry")).isNotIn(404, 405);
    assertThat(gateway.camel().getRoute("http-device")).isSameAs(other);

    folder.restore(HTTP);
    await().until(() -> verbs("/v1/telemetry").equals(List.of("post")));
    await().until(() -> status("PUT", "/v1/telemetry") == 405);
  }

  @Test
  void letNoCallerBetweenRoutesWait() throws Exception {
    ProducerTemplate template = gateway.camel().createProducerTemplate();
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicLong longest = new AtomicLong();
    CompletableFuture<Void> calls =
        CompletableFuture.runAsync(
            () -> {
              long before = System.nanoTime();
              while (going.get()) {
                template.requestBody("direct:gap", "x", String.class);
                long now = System.nanoTime();
                longest.accumulateAndGet(now - before, Math::max);
                before = now;
              }
            });
    // the first answer waits for what is loaded with it, not for a reload
    await().until(() -> longest.get() > 0);
    List<Double> gaps = new ArrayList<>();
    for (int turn = 1; turn <= 20; turn++) {
      String version = "v" + turn;
      longest.set(0);
      folder.save(GAP, gap(turn));
      await().until(() -> version.equals(template.requestBody("direct:gap", "x", String.class)));
      gaps.add(longest.get() / 1e6);
    }
    going.set(false);
    calls.get();
    List<Double> sorted = gaps.stream().sorted().toList();
    System.getLogger("test")
        .log(
            System.Logger.Level.INFO,
            "the longest between two answers of a direct: in each of {0} reloads, ms: median {1},"
                + " most {2}",
            sorted.size(),
            sorted.get(sorted.size() / 2),
            sorted.get(sorted.size() - 1));
    // What a busy machine adds is in it; Camel's own direct: would take seconds or fail.
    assertThat(sorted.get(sorted.size() / 2)).isLessThan(1_000);
  }

  private static String gap(int version) {
    return """
        - route:
            id: gap
            from:
              uri: direct:gap
              steps:
                - transform: { constant: v%d }
        """
        .formatted(version);
  }

  private JsonNode paths() throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri("/openapi.json")).build(),
            HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body()).path("paths");
  }

  private List<String> verbs(String path) throws Exception {
    List<String> verbs = new ArrayList<>();
    paths().path(path).fieldNames().forEachRemaining(verbs::add);
    return verbs;
  }

  private int status(String method, String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString("[]"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.httpPort().getAsInt() + path);
  }
}
