package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
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
    HttpResponse<String> answer = world.send(HttpRequest.newBuilder(world.uri(OpenApi.PATH)).GET());
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode document = new ObjectMapper().readTree(answer.body());
    assertThat(document.get("openapi").asText()).startsWith("3.0");
    List<String> paths = new ArrayList<>();
    document.get("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }
}
