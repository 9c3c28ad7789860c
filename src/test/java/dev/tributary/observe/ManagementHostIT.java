package dev.tributary.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The management port against DNS rebinding: which names in a request it answers to. */
@TributaryTest({
  "tributary.management.hosts=tributary, Gateway.Example., my_service",
  "tributary.management.host=127.0.0.1"
})
class ManagementHostIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:9000",
        "192.0.2.7:80",
        "203.0.113.9",
        "[::1]",
        "[::1]:9000",
        "[2001:DB8::1]",
        "[fe80::1%25eth0]:9000",
        "[::ffff:127.0.0.1]",
        "localhost",
        "localhost:9000",
        "LOCALHOST",
        "localhost.",
        "localhost.:9000",
        "localhost:",
        "tributary",
        "Tributary:9000",
        "gateway.example",
        "GATEWAY.example.:443",
        "my_service:9000"
      })
  void isAnswered(String host, World world) throws IOException {
    for (String path : new String[] {"/info", "/metrics", "/health/ready", "/health"}) {
      assertThat(status(world, "GET " + path + " HTTP/1.1", "Host: " + host)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:9000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "tributary.evil.example",
        "evil-tributary",
        "xn--localhost-",
        "localhost@evil.example",
        "evil.example@localhost",
        "evil.example:80@localhost",
        "evil:@127.0.0.1",
        "localhost/evil.example",
        "localhost, evil.example",
        "evil.example localhost",
        "localhost:80:80",
        "localhost:9000x",
        "localhost:-1",
        "localhost..",
        ".localhost",
        "http://localhost",
        "localhost#",
        "localhost?",
        "localhost\\",
        "local\u0000host",
        "l\u00f6calhost",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.0.0.1.5",
        "127.0.0.256",
        "[evil.example]",
        "[::1",
        "::1",
        "[::1]evil.example",
        "[::1].evil.example",
        "[localhost]",
        "[]",
        "[v1.evil]",
        "*",
        "."
      })
  void isRefused(String host, World world) throws IOException {
    for (String path : new String[] {"/info", "/metrics", "/", "/nothing", "/healthy"}) {
      String answer = answer(world, "GET " + path + " HTTP/1.1", "Host: " + host);
      // what no HTTP header may hold is refused by the parser before us
      assertThat(answer).matches("(?s)HTTP/1.1 4(21|00) .*").doesNotContain("jvm_", "version\"");
      if (answer.startsWith("HTTP/1.1 421")) {
        assertThat(answer).contains("tributary.management.hosts");
      }
    }
    assertThat(status(world, "POST /info HTTP/1.1", "Host: " + host)).isIn(421, 400);
  }

  @Test
  void healthAnswersAnyHost(World world) throws IOException {
    for (String host : new String[] {"evil.example", "", "localhost@evil.example"}) {
      for (String path : new String[] {"/health", "/health/live", "/health/ready/http"}) {
        assertThat(status(world, "GET " + path + " HTTP/1.1", "Host: " + host)).isEqualTo(200);
      }
    }
    assertThat(status(world, "GET /health/../info HTTP/1.1", "Host: evil.example")).isEqualTo(404);
    assertThat(status(world, "GET //info HTTP/1.1", "Host: evil.example")).isEqualTo(421);
    assertThat(status(world, "GET /info?/health/live HTTP/1.1", "Host: evil.example"))
        .isEqualTo(421);
  }

  @Test
  void aRequestHasOneHost(World world) throws IOException {
    assertThat(status(world, "GET /info HTTP/1.1")).isEqualTo(400);
    assertThat(status(world, "GET /health/live HTTP/1.1")).isEqualTo(400);
    assertThat(status(world, "GET /info HTTP/1.1", "Host: localhost", "Host: localhost"))
        .isEqualTo(400);
    assertThat(status(world, "GET /info HTTP/1.1", "Host: localhost", "host: evil.example"))
        .isEqualTo(400);
    assertThat(status(world, "GET /info HTTP/1.0")).isEqualTo(200);
    assertThat(status(world, "GET /info HTTP/1.0", "Host: evil.example")).isEqualTo(421);
    assertThat(status(world, "GET /info HTTP/1.1", "X-Forwarded-Host: localhost", "Host: evil"))
        .isEqualTo(421);
  }

  @Test
  void theTargetCountsLikeTheHeader(World world) throws IOException {
    String local = "Host: localhost";
    assertThat(status(world, "GET http://localhost:9000/info HTTP/1.1", local)).isEqualTo(200);
    assertThat(status(world, "GET http://[::1]:9000/info HTTP/1.1", local)).isEqualTo(200);
    assertThat(status(world, "GET http://evil.example/info HTTP/1.1", local)).isEqualTo(421);
    assertThat(status(world, "GET HTTP://evil.example/info HTTP/1.1", local)).isEqualTo(421);
    assertThat(status(world, "GET http://localhost@evil.example/info HTTP/1.1", local))
        .isEqualTo(421);
    assertThat(status(world, "GET http://evil.example?localhost/info HTTP/1.1", local))
        .isEqualTo(421);
    assertThat(status(world, "GET http:///info HTTP/1.1", local)).isEqualTo(421);
    assertThat(status(world, "GET http://localhost/info HTTP/1.1", "Host: evil.example"))
        .isEqualTo(421);
    assertThat(status(world, "GET http://evil.example/health/live HTTP/1.1", local)).isEqualTo(200);
  }

  /**
   * The same framing as that of the HTTP listener; dev.tributary.ingest.http.FramingIT has more.
   */
  @Test
  void aRequestIsWellFramed(World world) throws IOException {
    String info = "GET /info HTTP/1.1";
    String local = "Host: localhost";
    String chunked = "Transfer-Encoding: chunked";
    assertThat(status(world, info, local, chunked + ", xchunked")).isEqualTo(501);
    assertThat(status(world, info, local, chunked, "Content-Length: 0")).isEqualTo(400);
    assertThat(status(world, info, local, "X: y", " z")).isEqualTo(400);
    assertThat(status(world, info, local, "X : y")).isEqualTo(400);
    assertThat(status(world, info, local, "X: y\nHost: evil.example")).isEqualTo(400);
    assertThat(status(world, "GET /inf\u00f6 HTTP/1.1", local)).isEqualTo(400);
    String smuggled = answer(world, info, local, chunked, "", "zz", "", info, local);
    assertThat(smuggled.split("HTTP/1.1 ", -1).length - 1).isLessThanOrEqualTo(1);
  }

  @Test
  void http2InClearIsNotSpoken(World world) throws IOException {
    assertThat(answer(world, "PRI * HTTP/2.0", "", "SM")).startsWith("HTTP/1.1 505 ");
    assertThat(
            answer(
                world,
                "GET /info HTTP/1.1",
                "Host: localhost",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA"))
        .doesNotStartWith("HTTP/1.1 101");
  }

  private static int status(World world, String... lines) throws IOException {
    return Integer.parseInt(answer(world, lines).substring("HTTP/1.1 ".length(), 12));
  }

  private static String answer(World world, String... lines) throws IOException {
    int port = world.gateway().managementPort().getAsInt();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
