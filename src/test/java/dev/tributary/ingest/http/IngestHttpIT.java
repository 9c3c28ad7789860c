package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IngestHttpIT {
  private static final String PATH = "/v1/devices/dev-1/telemetry";

  private static final Set<Reason> MAYBE_LATER =
      Set.of(Reason.THROTTLED, Reason.OVERLOADED, Reason.UNAVAILABLE);

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
  void answerOnlyWhenTheRouteIsThrough() throws Exception {
    world.route.holds();
    CompletableFuture<HttpResponse<String>> answer =
        world.sendAsync(world.post(PATH, "{\"temperature\":21.5}"));

    await().until(() -> world.route.waiting() == 1);
    assertThat(answer).isNotDone();
    world.route.release();

    HttpResponse<String> stored = answer.get(10, TimeUnit.SECONDS);
    assertThat(stored.statusCode()).isEqualTo(204);
    assertThat(stored.body()).isEmpty();
  }

  @Test
  void passTheMessageAsItCame() throws Exception {
    HttpResponse<String> answer =
        world.send(
            world
                .post(
                    "/v1/regions/eu-west/devices/dev%201/telemetry/temperature?device=x", "21,5 °C")
                .header("Content-Type", "text/plain; charset=utf-8")
                .header("Idempotency-Key", "\"k-17\"")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    assertThat(answer.statusCode()).isEqualTo(204);
    HeldRoute.Seen seen = world.route.seen.get(0);
    assertThat(seen.text()).isEqualTo("21,5 °C");
    assertThat(seen.variable("protocol")).isEqualTo("http");
    assertThat(seen.variable("device")).isEqualTo("dev 1");
    assertThat(seen.variable("region")).isEqualTo("eu-west");
    assertThat(seen.variable("kind")).isEqualTo("temperature");
    assertThat(seen.variable("address"))
        .isEqualTo("regions/eu-west/devices/dev 1/telemetry/temperature");
    assertThat(seen.variable("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(seen.variable("message-id")).isEqualTo("k-17");
    assertThat(seen.variable("traceparent")).asString().startsWith("00-4bf9");
    assertThat(seen.headers()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void tellTheReasonOfARefusal(Reason reason) throws Exception {
    world.route.answersWith(Outcome.kept(reason, "because of \"x\"", Duration.ofMillis(2300)));

    HttpResponse<String> answer = world.send(world.post(PATH, "{}"));

    assertThat(answer.statusCode()).isEqualTo(reason.httpStatus());
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = new ObjectMapper().readTree(answer.body());
    assertThat(problem.get("reason").asText()).isEqualTo(reason.word());
    assertThat(problem.get("status").asInt()).isEqualTo(reason.httpStatus());
    assertThat(problem.get("type").asText()).endsWith(reason.word());
    assertThat(problem.get("detail").asText()).isEqualTo("because of \"x\"");
    assertThat(answer.headers().firstValue("Retry-After").orElse(null))
        .isEqualTo(MAYBE_LATER.contains(reason) ? "3" : null);
  }

  @Test
  void refuseAtOnceWhileKafkaIsGone() throws Exception {
    world.available = false;

    HttpResponse<String> answer = world.send(world.post(PATH, "{}"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.body()).contains("\"reason\":\"unavailable\"");
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void refuseAtOnceWhatIsPastTheBoundInFlight() throws Exception {
    world.route.holds();
    List<CompletableFuture<HttpResponse<String>>> batches = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      batches.add(
          world.sendAsync(
              world
                  .post("/v1/telemetry", "{\"device\":\"a\"}\n".repeat(1000))
                  .header("Content-Type", "application/x-ndjson")));
    }
    await().until(() -> world.route.waiting() == 2000);

    HttpResponse<String> answer = world.send(world.post(PATH, "{}"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"reason\":\"overloaded\"");
    assertThat(world.refused).containsExactly(Reason.OVERLOADED);
    for (int i = 0; i < 2000; i++) {
      world.route.release();
    }
    for (CompletableFuture<HttpResponse<String>> batch : batches) {
      assertThat(batch.get(10, TimeUnit.SECONDS).body()).startsWith("{\"stored\":1000,");
    }
  }

  @Test
  void takeOnlyTheContentTypesThatAreDeclared() throws Exception {
    world.loadRoutes(
        """
        - rest:
            path: /v1
            post:
              - path: /devices/{device}/json
                consumes: application/json, image/*
                to: direct:ingest-http
        """);
    String path = "/v1/devices/dev-1/json";

    assertThat(typed(path, "application/json")).isEqualTo(204);
    assertThat(typed(path, "Application/JSON; charset=utf-8")).isEqualTo(204);
    assertThat(typed(path, "image/png")).isEqualTo(204);
    assertThat(typed(path, "text/plain")).isEqualTo(415);
    assertThat(world.send(world.post(path, "{}")).statusCode()).isEqualTo(415);
    assertThat(typed(PATH, "text/plain")).isEqualTo(204);
  }

  private int typed(String path, String type) throws Exception {
    return world.send(world.post(path, "{}").header("Content-Type", type)).statusCode();
  }

  @Test
  void refuseWhatIsTooLarge() throws Exception {
    String large = "x".repeat(HttpWorld.MAX_PAYLOAD + 1);

    assertThat(world.send(world.post(PATH, large)).statusCode()).isEqualTo(413);
    HttpRequest.Builder chunked =
        HttpRequest.newBuilder(world.uri(PATH))
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofString(large)));
    assertThat(world.send(chunked).statusCode()).isEqualTo(413);
    assertThat(world.send(world.post(PATH, large.substring(1))).statusCode()).isEqualTo(204);
    assertThat(world.route.seen).hasSize(1);
  }

  @Test
  void tellUnknownAddressesFromUnknownMethods() throws Exception {
    assertThat(world.send(world.post("/v1/devices/dev-1", "{}")).statusCode()).isEqualTo(404);
    assertThat(world.send(world.post("/", "{}")).statusCode()).isEqualTo(404);

    HttpResponse<String> wrongMethod =
        world.send(
            HttpRequest.newBuilder(world.uri(PATH))
                .method("PUT", HttpRequest.BodyPublishers.ofString("{}")));

    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST");
    assertThat(world.refused)
        .containsExactly(Reason.NOT_FOUND, Reason.NOT_FOUND, Reason.METHOD_NOT_ALLOWED);
  }

  @Test
  void refuseForAWhileWhatIsBeingExchanged() throws Exception {
    world.camel.getRouteController().stopRoute("http-device");

    HttpResponse<String> answer = world.send(world.post(PATH, "{}"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();

    world.camel.getRouteController().startRoute("http-device");
    assertThat(world.send(world.post(PATH, "{}")).statusCode()).isEqualTo(204);

    world.camel.getRouteController().stopRoute("http-device");
    world.camel.removeRoute("http-device");
    assertThat(world.send(world.post(PATH, "{}")).statusCode()).isEqualTo(503);
    world.end.forgetGone();
    assertThat(world.send(world.post(PATH, "{}")).statusCode()).isEqualTo(404);
  }
}
