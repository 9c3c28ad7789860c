package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchIT {
  private static final String BATCH = "/v1/telemetry";
  private static final String NDJSON = "application/x-ndjson";

  private static final String ONE =
      RawHttp.head("/v1/devices/other/telemetry", "Content-Length: 2\r\n") + "{}";

  private HttpWorld world;

  @BeforeEach
  void open() throws Exception {
    world = HttpWorld.open();
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void answerEachItemByItself() throws Exception {
    world.route.answersBy(
        body ->
            body.contains("bad")
                ? Outcome.kept(Reason.UNMAPPED, "no known name", null)
                : body.contains("fast")
                    ? Outcome.refused(Reason.THROTTLED, "too fast", Duration.ofSeconds(4))
                    : Outcome.stored(List.of("id-1", "id-2")));

    JsonNode answer =
        batch(
            "application/json",
            "[{\"device\":\"a\",\"t\":1},{\"device\":\"b\",\"bad\":1},{\"device\":\"c\",\"fast\":1}]");

    assertThat(answer.toString())
        .isEqualTo(
            "{\"stored\":1,\"refused\":2,\"results\":["
                + "{\"index\":0,\"status\":204,\"ids\":[\"id-1\",\"id-2\"]},"
                + "{\"index\":1,\"status\":400,\"reason\":\"unmapped\",\"detail\":\"no known name\"},"
                + "{\"index\":2,\"status\":429,\"reason\":\"throttled\",\"detail\":\"too fast\","
                + "\"retry_after\":4}]}");
  }

  @Test
  void nameWhyAnItemWasLeftOut() throws Exception {
    world.route.answersBy(
        body ->
            body.contains("test")
                ? Outcome.dropped("test-device")
                : Outcome.stored(List.of("id-1")));

    assertThat(batch("application/json", "[{\"device\":\"test\"},{\"device\":\"b\"}]").toString())
        .isEqualTo(
            "{\"stored\":2,\"refused\":0,\"results\":["
                + "{\"index\":0,\"status\":204,\"dropped\":\"test-device\"},"
                + "{\"index\":1,\"status\":204,\"ids\":[\"id-1\"]}]}");
  }

  @Test
  void passEachItemWithItsDeviceAndItsIndex() throws Exception {
    HttpResponse<String> answer =
        world.send(
            world
                .post(BATCH, "{\"t\":1,\"device\":\"a\"}\n{\"x\":{\"device\":\"no\"}}\n17\n")
                .header("Content-Type", NDJSON)
                .header("Idempotency-Key", "k"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(world.route.seen)
        .extracting(seen -> seen.variables().get("device"))
        .containsExactly("a", "", null);
    assertThat(world.route.seen)
        .extracting(seen -> seen.variable("message-id"))
        .containsExactly("k/0", "k/1", "k/2");
    assertThat(world.route.seen.get(0).variable("address")).isEqualTo("telemetry");
    assertThat(world.route.seen.get(0).variable("content-type")).isEqualTo("application/json");
    assertThat(world.route.seen.get(2).text()).isEqualTo("17");
  }

  @Test
  void holdTheSenderBackWhileTooMuchIsInFlight() throws Exception {
    world.route.holds();
    CompletableFuture<HttpResponse<String>> answer =
        world.sendAsync(world.post(BATCH, lines(1200)).header("Content-Type", NDJSON));

    await().until(() -> world.route.waiting() == HttpLimits.BATCH_WINDOW);
    world.route.release();
    await().until(() -> world.route.seen.size() == HttpLimits.BATCH_WINDOW + 1);
    for (int i = 1; i < 1200; i++) {
      world.route.release();
    }

    assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(world.route.seen)
        .extracting(HeldRoute.Seen::text)
        .containsExactly(lines(1200).split("\n"));
  }

  /** Each connection is on one of the loops, so some are on that of the batch. */
  @Test
  void letOthersHaveTheirTurnBetweenSlowItems() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    world.route.answersBy(
        body -> {
          if (body.endsWith("\"seq\":5}")) {
            slow.countDown();
            awaitLatch(asked);
          } else if (body.endsWith("\"seq\":9}")) {
            awaitLatch(answered);
          } else {
            keepBusy(Duration.ofMillis(2));
          }
          return Outcome.stored(List.of());
        });
    List<Socket> others = new ArrayList<>();
    try {
      for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
        others.add(RawHttp.connect(world));
        RawHttp.send(others.get(i), ONE);
        assertStored(others.get(i));
      }
      CompletableFuture<HttpResponse<String>> batch =
          world.sendAsync(world.post(BATCH, lines(50)).header("Content-Type", NDJSON));
      awaitLatch(slow);
      for (Socket other : others) {
        RawHttp.send(other, ONE);
      }
      asked.countDown();

      for (Socket other : others) {
        assertStored(other);
      }
      answered.countDown();
      assertThat(batch.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    } finally {
      answered.countDown();
      for (Socket other : others) {
        other.close();
      }
    }
  }

  private static void keepBusy(Duration time) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < time.toNanos()) {
      Thread.onSpinWait();
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited for nothing");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertStored(Socket socket) throws IOException {
    String answer = "HTTP/1.1 204 No Content\r\n\r\n";
    byte[] read = socket.getInputStream().readNBytes(answer.length());
    assertThat(read).asString(StandardCharsets.US_ASCII).isEqualTo(answer);
  }

  @Test
  void keepTheConnectionBehindABatch() throws Exception {
    HttpResponse<String> answer =
        world.send(world.post(BATCH, lines(3)).header("Content-Type", NDJSON));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Connection")).isEmpty();
  }

  @Test
  void takeACompressedBatch() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(world.uri(BATCH))
            .header("Content-Type", NDJSON)
            .header("Content-Encoding", "gzip")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    Compressed.gzip(lines(1000).getBytes(StandardCharsets.UTF_8))));

    JsonNode answer = new ObjectMapper().readTree(world.send(request).body());

    assertThat(answer.get("stored").asInt()).isEqualTo(1000);
  }

  @Test
  void keepWhatCameBeforeTheBatchBroke() throws Exception {
    JsonNode truncated = batch("application/json", "[{\"device\":\"a\"},{\"device\":");
    assertThat(truncated.get("stored").asInt()).isEqualTo(1);
    assertThat(truncated.at("/results/1/reason").asText()).isEqualTo("unreadable");

    JsonNode tooMany = batch(NDJSON, lines(1501));
    assertThat(tooMany.get("stored").asInt()).isEqualTo(1500);
    assertThat(tooMany.at("/results/1500/reason").asText()).isEqualTo("too-large");

    String large = "\"" + "x".repeat(HttpWorld.MAX_PAYLOAD) + "\"";
    JsonNode oneTooLarge = batch("application/json", "[1," + large + ",2]");
    assertThat(oneTooLarge.get("stored").asInt()).isEqualTo(2);
    assertThat(oneTooLarge.at("/results/1/status").asInt()).isEqualTo(413);
  }

  @Test
  void refuseWhatIsNoBatch() throws Exception {
    assertThat(status("application/json", "{\"device\":\"a\"}")).isEqualTo(400);
    assertThat(status("application/cbor", "x")).isEqualTo(415);
    assertThat(status("application/json; charset=utf-16", "[]")).isEqualTo(415);
    assertThat(status(NDJSON, "x".repeat(256 * 1024 + 1))).isEqualTo(413);
    assertThat(status("application/json; charset=\"UTF-8\"", "[]")).isEqualTo(200);
  }

  @Test
  void answerTheItemsThatKafkaDidNotTakeInTime() throws Exception {
    world.close();
    world = HttpWorld.open(HttpWorld.settings(), Duration.ofMillis(300));
    world.route.holds();

    JsonNode answer = batch(NDJSON, lines(3));

    assertThat(answer.get("refused").asInt()).isEqualTo(3);
    assertThat(answer.at("/results/2/status").asInt()).isEqualTo(503);
    assertThat(answer.at("/results/2/retry_after").asInt()).isEqualTo(1);
  }

  private JsonNode batch(String type, String body) throws Exception {
    HttpResponse<String> answer = world.send(world.post(BATCH, body).header("Content-Type", type));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private int status(String type, String body) throws Exception {
    return world.send(world.post(BATCH, body).header("Content-Type", type)).statusCode();
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"device\":\"dev-1\",\"seq\":%d}".formatted(i))
        .collect(Collectors.joining("\n"));
  }
}
