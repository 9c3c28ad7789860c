package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Endpoint;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.junit.jupiter.api.Test;

class OpenApiIT {
  @Test
  void describeWhatIsServedAlsoAfterAReload() throws Exception {
    try (HttpWorld world = HttpWorld.open()) {
      List<String> before = paths(world);
      assertThat(before)
          .hasSize(9)
          .contains("/v1/telemetry", "/v1/regions/{region}/devices/{device}/telemetry/{kind}");
      for (String path : before) {
        assertThat(status(world, path)).as(path).isNotIn(404, 405);
      }

      world.camel.getRouteController().stopRoute("http-gateway");
      world.camel.removeRoute("http-gateway");
      assertThat(status(world, "/v1/gateways/{gateway}/telemetry")).isEqualTo(503);
      world.end.forgetGone();

      List<String> after = paths(world);
      assertThat(after).hasSize(8).doesNotContain("/v1/gateways/{gateway}/telemetry");
      assertThat(status(world, "/v1/gateways/{gateway}/telemetry")).isEqualTo(404);
    }
  }

  @Test
  void listWhatIsServedAndServeWhatIsListed() throws Exception {
    try (HttpWorld world = HttpWorld.open()) {
      compare(world, 9);
      world.loadRoutes(
          """
          - rest:
              path: /v1
              put:
                - path: /devices/{device}/status
                  consumes: application/cbor, text/plain
                  to: direct:ingest-http
              patch:
                - path: /more/{device}
                  to: direct:ingest-http
          """);
      compare(world, 10);
      world.reloadRoutes();
      world.end.forgetGone();
      compare(world, 10);
      stop(world, "http-device-status");
      compare(world, 10);
      stop(world, "http-gateway");
      compare(world, 9);
    }
  }

  private static void stop(HttpWorld world, String route) throws Exception {
    world.camel.getRouteController().stopRoute(route);
    world.camel.removeRoute(route);
    world.end.forgetGone();
  }

  /** Both ways, for each path that a route has or the description names. */
  private static void compare(HttpWorld world, int count) throws Exception {
    JsonNode listed = document(world).get("paths");
    Set<String> paths = new TreeSet<>();
    listed.fieldNames().forEachRemaining(paths::add);
    assertThat(paths).hasSize(count);
    for (Endpoint endpoint : world.camel.getEndpoints()) {
      if (endpoint instanceof PlatformHttpEndpoint http) {
        paths.add(http.getPath());
      }
    }
    for (String path : paths) {
      for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")) {
        JsonNode verb = listed.path(path).path(method.toLowerCase(Locale.ROOT));
        assertThat(
                send(world, method, path, "x/none") != 404
                    && send(world, method, path, "x/none") != 405)
            .as("%s %s", method, path)
            .isEqualTo(!verb.isMissingNode());
        if (!verb.isMissingNode()) {
          compareTypes(world, method, path, verb.at("/requestBody/content"));
        }
      }
    }
  }

  private static void compareTypes(HttpWorld world, String method, String path, JsonNode listed)
      throws Exception {
    List<String> types = new ArrayList<>(BatchFormat.TYPES);
    types.addAll(List.of("application/cbor", "text/plain", "x/none"));
    for (String type : types) {
      assertThat(send(world, method, path, type) != 415)
          .as("%s %s %s", method, path, type)
          .isEqualTo(listed.has("*/*") || listed.has(type));
    }
  }

  private static int send(HttpWorld world, String method, String path, String type)
      throws Exception {
    String concrete = path.replaceAll("\\{([^}]+)}", "some-$1");
    return world
        .send(
            HttpRequest.newBuilder(world.uri(concrete))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString("[]")))
        .statusCode();
  }

  @Test
  void takeTheSameFileAgain() throws Exception {
    try (HttpWorld world = HttpWorld.open()) {
      world.reloadRoutes();
      world.end.forgetGone();

      List<String> paths = paths(world);
      assertThat(paths).hasSize(9);
      for (String path : paths) {
        assertThat(status(world, path)).as(path).isNotIn(404, 405, 503);
      }
    }
  }

  private static int status(HttpWorld world, String path) throws Exception {
    String concrete = path.replaceAll("\\{([^}]+)}", "some-$1");
    return world
        .send(world.post(concrete, "[]").header("Content-Type", "application/json"))
        .statusCode();
  }

  private static List<String> paths(HttpWorld world) throws Exception {
    List<String> paths = new ArrayList<>();
    document(world).get("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }

  private static JsonNode document(HttpWorld world) throws Exception {
    HttpResponse<String> answer = world.send(HttpRequest.newBuilder(world.uri(OpenApi.PATH)).GET());
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode document = new ObjectMapper().readTree(answer.body());
    assertThat(document.get("openapi").asText()).startsWith("3.0");
    return document;
  }
}
