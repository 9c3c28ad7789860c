package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.junit.jupiter.api.Test;

/** A small request that would become many events: 16 kB, 700 items, 693,000 events. */
@TributaryTest
class MultiplyingBatchIT {
  private static final int ITEMS = 700;
  private static final int EVENTS_EACH = 990;
  private static final int MOST_EVENTS = 20_000;
  private static final int CONNECTIONS = 4 * Runtime.getRuntime().availableProcessors();

  @Test
  void yieldsNoMoreEventsThanABatchMay(World world) throws Exception {
    HttpResponse<String> answer = attack(world, "bounded").get();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSizeLessThanOrEqualTo(1 << 20);
    JsonNode results = new ObjectMapper().readTree(answer.body()).get("results");
    assertThat(results).hasSize(ITEMS);
    Map<Integer, Integer> statuses = new TreeMap<>();
    results.forEach(item -> statuses.merge(item.get("status").asInt(), 1, Integer::sum));
    int stored = MOST_EVENTS / EVENTS_EACH;
    assertThat(statuses).isEqualTo(Map.of(204, stored, 413, ITEMS - stored));
    assertThat(results.get(stored).get("reason").asText()).isEqualTo("too-large");
    assertThat(results.get(stored).get("detail").asText())
        .contains("at most 20000 events", "tributary.http.max-batch-events");
    assertThat(world.records("sensor.temperature", "bounded-5", EVENTS_EACH)).hasSize(EVENTS_EACH);
  }

  /** 900 events that would repeat 2 kB each, out of 4 kB. */
  @Test
  void boundsAMessageOverEachProtocol(World world) throws Exception {
    String flood =
        "{\"temp\":[%s1],\"note_xy\":\"%s\"}".formatted("1,".repeat(899), "x".repeat(2000));

    assertThat(world.post("/v1/devices/flood-http/telemetry", flood).statusCode()).isEqualTo(413);
    assertThat(
            world
                .coap("devices/flood-coap/telemetry", flood, MediaTypeRegistry.APPLICATION_JSON)
                .getCode())
        .isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
    world.publish("devices/flood-mqtt/telemetry", flood);
    assertThat(
            world
                .records("dead-letter", "flood-mqtt", 1)
                .get(0)
                .headers()
                .lastHeader("tributary_reason")
                .value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("too-large");
  }

  /** How soon they are answered is measured in items, see {@link BatchIT}. */
  @Test
  void leavesOtherSendersTheirMessages(World world) throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      CompletableFuture<HttpResponse<String>> attack = attack(world, "fair");
      List<Future<Integer>> answered = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        answered.add(senders.submit(() -> answersUntil(attack, world)));
      }
      attack.get();
      for (Future<Integer> count : answered) {
        assertThat(count.get()).isPositive();
      }
    } finally {
      senders.shutdownNow();
    }
  }

  /** How many requests on one connection are answered while the batch is on its way. */
  private static int answersUntil(CompletableFuture<?> attack, World world) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), world.gateway().httpPort().getAsInt())) {
      int answers = 0;
      while (!attack.isDone()) {
        RawHttp.send(
            socket, RawHttp.head("/v1/devices/normal/telemetry", "Content-Length: 10\r\n"));
        RawHttp.send(socket, "{\"temp\":1}");
        String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
        assertThat(status).isEqualTo("HTTP/1.1 204");
        socket.getInputStream().readNBytes("... No Content\r\n\r\n".length() - 3);
        answers++;
      }
      return answers;
    }
  }

  private static CompletableFuture<HttpResponse<String>> attack(World world, String name) {
    String values = "1,".repeat(EVENTS_EACH - 1) + "1";
    String items =
        IntStream.range(0, ITEMS)
            .mapToObj(i -> "{\"device\":\"%s-%d\",\"temp\":[%s]}".formatted(name, i, values))
            .collect(Collectors.joining("\n"));
    try {
      byte[] body = Compressed.gzip(items.getBytes(StandardCharsets.UTF_8));
      assertThat(body).hasSizeLessThan(16_384);
      return HttpClient.newHttpClient()
          .sendAsync(
              HttpRequest.newBuilder(world.url("/v1/telemetry"))
                  .header("Content-Type", "application/x-ndjson")
                  .header("Content-Encoding", "gzip")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
