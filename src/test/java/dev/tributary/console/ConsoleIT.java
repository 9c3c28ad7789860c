package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.engine.StepStream;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The console over the wire, where people have to log in. */
@TributaryTest("tributary.management.users-file=src/test/resources/console/users")
class ConsoleIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void servesItsFilesUnderAStrictPolicy(World world) throws Exception {
    for (String path : List.of("/", "/app.js", "/style.css", "/vendor/preact.js")) {
      HttpResponse<String> file = send(get(world, path));
      assertThat(file.statusCode()).as(path).isEqualTo(200);
      assertThat(file.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'self';")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(file.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      String tag = file.headers().firstValue("ETag").orElseThrow();
      assertThat(send(get(world, path).header("If-None-Match", tag)).statusCode()).isEqualTo(304);
      HttpResponse<String> zipped = send(get(world, path).header("Accept-Encoding", "gzip"));
      assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
    }
    for (String path :
        List.of("/no.js", "/../app.js", "/pages/../../log4j2.properties", "/a/b/c.js")) {
      assertThat(send(get(world, path)).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(send(get(world, "/metrics")).headers().map().keySet())
        .doesNotContain("content-security-policy");
  }

  @Test
  void answersNobodyElse(World world) throws Exception {
    assertThat(raw(world, "GET /api/live HTTP/1.1", "Host: evil.example"))
        .startsWith("HTTP/1.1 421");
    String token = session(world, "").path("token").asText();
    String body = login("ada", "correct horse");
    HttpRequest.Builder login =
        get(world, "/api/login").POST(HttpRequest.BodyPublishers.ofString(body));
    String own = "http://127.0.0.1:" + port(world);
    assertThat(send(login.copy().header("X-CSRF-Token", token)).statusCode()).isEqualTo(403);
    assertThat(send(login.copy().header("Origin", own)).statusCode()).isEqualTo(403);
    for (String origin : List.of("http://evil.example", "null", own + ".evil.example", own + "0")) {
      assertThat(
              send(login.copy().header("X-CSRF-Token", token).header("Origin", origin))
                  .statusCode())
          .as(origin)
          .isEqualTo(403);
    }
    assertThat(send(get(world, "/api/session").DELETE()).statusCode()).isEqualTo(405);
  }

  @Test
  void letsInWhoKnowsThePassword(World world) throws Exception {
    JsonNode stranger = session(world, "");
    assertThat(stranger.path("read").asBoolean()).isFalse();
    assertThat(stranger.path("write").asBoolean()).isFalse();
    assertThat(send(get(world, "/api/live")).statusCode()).isEqualTo(401);
    assertThat(send(get(world, "/api/flow/source")).statusCode()).isEqualTo(401);

    assertThat(post(world, "login", "", login("ada", "wrong horse")).statusCode()).isEqualTo(403);
    assertThat(post(world, "login", "", login("eve", "correct horse")).statusCode()).isEqualTo(403);
    HttpResponse<String> answer = post(world, "login", "", login("ada", "correct horse"));
    assertThat(answer.statusCode()).isEqualTo(200);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict");
    String id = HttpCookie.parse(cookie).get(0).getValue();

    JsonNode ada = session(world, id);
    assertThat(ada.path("user").asText()).isEqualTo("ada");
    assertThat(ada.path("write").asBoolean()).isTrue();
    assertThat(ada.path("token").asText()).isNotEqualTo(stranger.path("token").asText());
    assertThat(post(world, "nothing/delete", id, "{}").statusCode()).isEqualTo(404);

    assertThat(post(world, "logout", id, "{}").statusCode()).isEqualTo(200);
    assertThat(session(world, id).path("read").asBoolean()).isFalse();
  }

  @Test
  void sendsWhatIsNewAtOnceAndEachSecondToABoundedNumber(World world) throws Exception {
    String id = loggedIn(world);
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        open.add(live(world, id));
      }
      BufferedReader last = reader(open.get(19));
      assertThat(last.readLine()).isEqualTo("HTTP/1.1 200 OK");
      for (int event = 0; event < 3; event++) {
        JsonNode overview = JSON.readTree(event(last));
        assertThat(overview.path("status").asText()).isIn("ready", "degraded");
        assertThat(overview.path("ready").asBoolean()).isTrue();
        assertThat(overview.has("uptime_seconds")).isTrue();
      }
      try (Socket more = live(world, id)) {
        assertThat(reader(more).readLine()).startsWith("HTTP/1.1 503");
      }
      assertThat(send(get(world, "/health/ready")).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    await()
        .untilAsserted(
            () -> {
              try (Socket again = live(world, id)) {
                assertThat(reader(again).readLine()).startsWith("HTTP/1.1 200");
              }
            });
  }

  @Test
  void drawsTheRoutesAndListensOnlyWhileSomebodyLooks(World world) throws Exception {
    String id = loggedIn(world);
    StepStream steps = StepStream.of(world.gateway().camel());
    assertThat(steps.isIdle()).isTrue();
    try (Socket socket = live(world, id, "?page=flow&route=normalize")) {
      BufferedReader reader = reader(socket);
      JsonNode graph = JSON.readTree(pageEvent(reader)).path("graph");
      assertThat(steps.isIdle()).isFalse();
      assertThat(graph.path("routes"))
          .anySatisfy(
              route -> {
                assertThat(route.path("id").asText()).isEqualTo("normalize");
                assertThat(route.path("file").asText()).isEqualTo("normalize.camel.yaml");
                assertThat(route.path("steps").path(0).path("line").asInt()).isPositive();
              });
      assertThat(graph.path("edges"))
          .extracting(edge -> edge.path("from").asText() + " " + edge.path("to").asText())
          .contains(
              "route:ingest-mqtt route:normalize",
              "route:route route:publish",
              "route:publish topics",
              "route:on-failure rejected",
              "route:ingest-coap route:on-failure");

      assertThat(world.post("/v1/devices/flow-1/telemetry", "{\"temp\": ").statusCode())
          .isEqualTo(400);

      await().until(() -> pageEvent(reader).contains("\"address\":\"devices/flow-1/telemetry\""));
    }
    await().until(steps::isIdle);
    assertThat(
            send(get(world, "/api/flow/source?file=normalize.camel.yaml&line=9")
                    .header("Cookie", Access.COOKIE + "=" + id))
                .body())
        .contains("\"line\":9");
  }

  private String loggedIn(World world) throws IOException, InterruptedException {
    String cookie =
        post(world, "login", "", login("ada", "correct horse"))
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    return HttpCookie.parse(cookie).get(0).getValue();
  }

  private static String login(String user, String password) {
    return "{\"user\": \"%s\", \"password\": \"%s\"}".formatted(user, password);
  }

  private static int port(World world) {
    return world.gateway().managementPort().getAsInt();
  }

  private static HttpRequest.Builder get(World world, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(world) + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode session(World world, String id) throws IOException, InterruptedException {
    return JSON.readTree(
        send(get(world, "/api/session").header("Cookie", Access.COOKIE + "=" + id)).body());
  }

  private HttpResponse<String> post(World world, String path, String id, String body)
      throws IOException, InterruptedException {
    return send(
        get(world, "/api/" + path)
            .header("Cookie", Access.COOKIE + "=" + id)
            .header("Origin", "http://127.0.0.1:" + port(world))
            .header(Access.TOKEN, session(world, id).path("token").asText())
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static Socket live(World world, String id) throws IOException {
    return live(world, id, "");
  }

  private static Socket live(World world, String id, String query) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(world));
    socket.setSoTimeout(10_000);
    ask(
        socket,
        "GET /api/live" + query + " HTTP/1.1",
        "Host: localhost",
        "Cookie: " + Access.COOKIE + "=" + id);
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The data of the next event. */
  private static String event(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (!line.startsWith("data: ")) {
      line = reader.readLine();
    }
    return line.substring("data: ".length());
  }

  private static String pageEvent(BufferedReader reader) throws IOException {
    while (!reader.readLine().equals("event: page")) {}
    return event(reader);
  }

  private static String raw(World world, String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(world))) {
      socket.setSoTimeout(10_000);
      ask(socket, lines);
      return reader(socket).readLine();
    }
  }

  private static void ask(Socket socket, String... lines) throws IOException {
    String request = String.join("\r\n", lines) + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
  }
}
