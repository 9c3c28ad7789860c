package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a proxy in front could read in another way: one refusal, then the end. */
class FramingIT {
  private static final String START = "POST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x\r\n";
  private static final String CHUNKED = START + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String SMUGGLED =
      "POST /v1/devices/smuggled/telemetry HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";

  private static HttpWorld world;

  @BeforeAll
  static void open() throws Exception {
    world = HttpWorld.open();
  }

  @AfterAll
  static void close() throws Exception {
    world.close();
  }

  @BeforeEach
  void forget() {
    world.route.seen.clear();
    world.refused.clear();
  }

  /** CVE-2026-89044: Netty up to 4.1.137 read these as chunked, other servers do not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "chunked, xchunked",
        "xchunked",
        "x,chunked, xchunked",
        "chunked,\r\n xchunked",
        "chunked\r\n\txchunked",
        "\r\n xchunked",
        "chunked\r\nTransfer-Encoding: xchunked"
      })
  void isNotTheReproductionOfTheNettyHole(String encoding) throws IOException {
    String answer =
        answerTo(START + "Transfer-Encoding: " + encoding + "\r\n\r\n0\r\n\r\n" + SMUGGLED);

    assertThat(statuses(answer)).isIn("501 ", "400 ");
    assertThat(world.route.seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip, chunked",
        "chunked, chunked",
        "chunked,",
        ",chunked",
        "identity",
        "gzip",
        "Chunked",
        "chunked;q=1",
        "\"chunked\"",
        "chunked chunked",
        ""
      })
  void knowsNoOtherTransferEncoding(String encoding) throws IOException {
    String answer =
        answerTo(START + "Transfer-Encoding: " + encoding + "\r\n\r\n0\r\n\r\n" + SMUGGLED);

    assertThat(statuses(answer)).isEqualTo("501 ");
    assertThat(answer).contains("connection: close", "\"reason\":\"unsupported-format\"");
    assertThat(world.route.seen).isEmpty();
    assertThat(world.refused).containsExactly(Reason.UNSUPPORTED_FORMAT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // two lengths
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\ncontent-length: 3\r\n",
        "Content-Length: 2, 2\r\n",
        "Content-Length: +2\r\n",
        "Content-Length: -2\r\n",
        "Content-Length: 0x2\r\n",
        "Content-Length: 2 2\r\n",
        "Content-Length:\r\n",
        "Content-Length: 99999999999999999999\r\n",
        // no body, or eight bytes of it
        "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n",
        // folded
        "X: y\r\n z\r\n",
        "X: y\r\n\tz\r\n",
        "X: y\r\n \r\n",
        " X: y\r\n",
        // names
        "Content-Length : 2\r\n",
        "Content-Length\t: 2\r\n",
        "Content Length: 2\r\n",
        "Content-Length\u0000: 2\r\n",
        "\u000bContent-Length: 2\r\n",
        "X\u00e4: y\r\n",
        ": y\r\n",
        "X\r\n",
        "X y\r\n",
        // lines
        "X: y\n",
        "X: y\n\r\n",
        "X: y\r",
        "X: y\rContent-Length: 2\r\n",
        "X: y\r\r\n",
        "X: y\u0000z\r\n",
        "X: y\u0008z\r\n",
        "X: y\u007fz\r\n",
        "X: y\u000bz\r\n",
        // sent twice
        "Host: x\r\n",
        "hOST: y\r\n",
        "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n",
        "Content-Encoding: gzip\r\nContent-Encoding: identity\r\n",
        "Content-Encoding: identity\r\ncontent-encoding: identity\r\n",
        "Content-Type: text/plain\r\nContent-Type: application/json\r\n",
        "Idempotency-Key: a\r\nIdempotency-Key: b\r\n"
      })
  void isUnambiguous(String headers) throws IOException {
    assertRefused(answerTo(START + headers + "\r\n{}" + SMUGGLED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/devices/dev-\u00e4/telemetry HTTP/1.1\r\nHost: x",
        "POST /v1/devices/dev-\u00c3\u00a4/telemetry HTTP/1.1\r\nHost: x",
        "POST /v1/devices/dev\u007f/telemetry HTTP/1.1\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry\tHTTP/1.1\r\nHost: x",
        "POST  /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry  HTTP/1.1\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry HTTP/1.1 \r\nHost: x",
        " POST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x",
        "P\u00d6ST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x",
        "POST\u000b/v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry\rHTTP/1.1\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry HTTP/1.1\nHost: x",
        "POST /v1/devices/dev-1/telemetry HTTP/1.1\r\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry http/1.1\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry HTTP/1.10\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry HTTP/11\r\nHost: x",
        "POST HTTP/1.1\r\nHost: x",
        "/v1/devices/dev-1/telemetry\r\nHost: x",
        "POST /v1/devices/dev-1/telemetry HTTP/1.1\r\nX: y",
        "POST /v1/devices/dev-1/telemetry HTTP/1.0\r\nTransfer-Encoding: chunked",
        "POST /v1/devices/dev-1/telemetry HTTP/1.0\r\nHost: x\r\nHost: x",
        "\r\n\r\nPOST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x",
        "\nPOST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x",
        "\u0000POST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x"
      })
  void isOneRequestLineOfHttp(String head) throws IOException {
    assertRefused(answerTo(head + "\r\nContent-Length: 2\r\n\r\n{}" + SMUGGLED));
  }

  @ParameterizedTest
  @CsvSource({"HTTP/2.0,505", "HTTP/1.2,505", "HTTP/0.9,505", "HTTP/3,400"})
  void speaksOneVersion(String version, int status) throws IOException {
    String answer = answerTo("GET /openapi.json " + version + "\r\nHost: x\r\n\r\n");

    assertThat(statuses(answer)).isEqualTo(status + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n{}\r\n0\r\n\r\n",
        "\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "+2\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        " 2\r\n{}\r\n0\r\n\r\n",
        "2 \r\n{}\r\n0\r\n\r\n",
        "2\t;x\r\n{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2\r{}\r\n0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n",
        "2\r\n{}0\r\n\r\n",
        "2\r\n{}xx0\r\n\r\n",
        "1\r\n{}\r\n0\r\n\r\n",
        "000000002\r\n{}\r\n0\r\n\r\n",
        "100000002\r\n{}\r\n0\r\n\r\n",
        "FFFFFFFE\r\n{}\r\n0\r\n\r\n",
        "2;x\n\r\n{}\r\n0\r\n\r\n",
        "2;x\ny\r\n{}\r\n0\r\n\r\n",
        "2;x\u0000\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}\r\n0\r\nX: y\r\n z\r\n\r\n",
        "2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n",
        "2\r\n{}\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "2\r\n{}\r\n0\r\nX : y\r\n\r\n",
        "2\r\n{}\r\n0\r\nX: y\n\r\n",
        "2\r\n{}\r\n0\r\n\n"
      })
  void hasWellFormedChunks(String body) throws IOException {
    assertRefused(answerTo(CHUNKED + body + SMUGGLED));
  }

  @Test
  void boundsChunkExtensionsAndTrailers() throws IOException {
    assertRefused(answerTo(CHUNKED + "2;" + "x".repeat(17_000) + "\r\n{}\r\n0\r\n\r\n"));
    assertRefused(answerTo(CHUNKED + ("1;" + "x".repeat(99) + "\r\n \r\n").repeat(200)));
    assertThat(
            statuses(answerTo(CHUNKED + "2\r\n{}\r\n0\r\nX: " + "x".repeat(17_000) + "\r\n\r\n")))
        .isEqualTo("431 ");
  }

  @Test
  void answersABatchThatBreaksOffInItsChunks() throws IOException {
    String type = "Content-Type: application/x-ndjson\r\n";
    String head = RawHttp.head("/v1/telemetry", type + "Transfer-Encoding: chunked\r\n");

    assertRefused(answerTo(head + "zz\r\n"));
    String answer = answerTo(head + "f\r\n{\"device\":\"a\"}\n\r\nzz\r\n" + SMUGGLED);

    assertThat(statuses(answer)).isEqualTo("200 ");
    assertThat(answer)
        .contains("\"stored\":1,\"refused\":1", "\"index\":1,\"status\":400", "\"unreadable\"");
    assertThat(world.route.seen).hasSize(1);
  }

  /** A proxy and we read these alike, however they are cut. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/devices/dev-1/telemetry HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}",
        "POST /v1/devices/dev-1/telemetry HTTP/1.1\r\nhost:\r\ncontent-length:2\r\n\r\n{}",
        "\r\nPOST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x\r\nContent-Length: 002\r\n\r\n{}",
        "POST http://x:8080/v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x:8080\r\nContent-Length: \t2 \r\nX: \u00e4\u00f6\r\nX: \r\n\r\n{}",
        "POST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: [::1]:8080\r\nTransfer-Encoding:\tchunked\r\n\r\n1;a=\"b c\";d\r\n{\r\n01\r\n}\r\n0;x\r\nChecksum: y\r\nX:\r\n\r\n",
        "POST /v1/devices/dev-1/telemetry HTTP/1.1\r\nHost: x\r\ntraceparent: a\r\ntraceparent: b\r\nContent-Length: 2\r\n\r\n{}"
      })
  void takesWhatIsWellFormed(String request) throws IOException {
    try (Socket whole = RawHttp.connect(world);
        Socket bytes = RawHttp.connect(world)) {
      whole.getOutputStream().write(latin1(request));
      assertThat(RawHttp.status(whole)).isEqualTo(204);
      bytes.setTcpNoDelay(true);
      for (byte b : latin1(request)) {
        bytes.getOutputStream().write(b);
      }
      assertThat(RawHttp.status(bytes)).isEqualTo(204);
    }
    assertThat(world.route.seen).hasSize(2).allMatch(seen -> seen.text().equals("{}"));
    assertThat(world.route.seen).allMatch(seen -> seen.variables().get("traceparent") == null);
  }

  @Test
  void answersWhatCameBeforeInTheSamePacket() throws IOException {
    String good = START + "Content-Length: 2\r\n\r\n{}";

    assertThat(statuses(answerTo(good + good + START + " folded\r\n\r\n" + SMUGGLED)))
        .isEqualTo("204 204 400 ");
    assertThat(world.route.seen).hasSize(2);
  }

  /** RFC 9112, 9.6; whoever said so and why. */
  @Test
  void processesNothingBehindAnAnswerThatCloses() throws IOException {
    String early = START.replace("dev-1", "%zz") + "Content-Length: 2\r\n\r\n{}";
    String asked = START + "Connection: close\r\nContent-Length: 2\r\n\r\n{}";
    String old = "POST /v1/devices/dev-1/telemetry HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}";

    assertThat(statuses(answerTo(early + SMUGGLED.repeat(3)))).isEqualTo("400 ");
    assertThat(world.route.seen).isEmpty();
    for (String last : new String[] {asked, old}) {
      assertThat(statuses(answerTo(last + SMUGGLED.repeat(3)))).isEqualTo("204 ");
      assertThat(world.route.seen).hasSize(1);
      world.route.seen.clear();
    }
  }

  @Test
  void holdsForHttpsToo(@TempDir Path folder) throws Exception {
    Certified authority = new Certified(folder);
    try (HttpWorld secure =
            HttpWorld.open(HttpWorld.settings().tls(authority.issue("server", "gateway")));
        Socket socket =
            authority
                .client(null)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), secure.end.getServerPort())) {
      String good = START + "Content-Length: 2\r\n\r\n{}";
      socket.getOutputStream().write(latin1(good + START + "X: y\r\n z\r\n\r\n" + SMUGGLED));

      byte[] answers = socket.getInputStream().readAllBytes();
      assertThat(statuses(new String(answers, StandardCharsets.UTF_8))).isEqualTo("204 400 ");
      assertThat(secure.route.seen).hasSize(1);
    }
  }

  @Test
  void isHeardByASenderThatStillSends() throws IOException {
    String answer = answerTo(START + "Transfer-Encoding: gzip\r\n\r\n" + "x".repeat(4 << 20));

    assertThat(statuses(answer)).isEqualTo("501 ");
  }

  private static void assertRefused(String answer) {
    assertThat(statuses(answer)).as(answer).isEqualTo("400 ");
    assertThat(answer).contains("connection: close", "application/problem+json", "unreadable");
    assertThat(world.route.seen).isEmpty();
    assertThat(world.refused).contains(Reason.UNREADABLE);
  }

  /** All answers until the gateway closes the connection. */
  private static String answerTo(String request) throws IOException {
    try (Socket socket = RawHttp.connect(world)) {
      try {
        socket.getOutputStream().write(latin1(request));
      } catch (SocketException closed) {
        // the answer is there all the same
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] latin1(String request) {
    return request.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String statuses(String answers) {
    StringBuilder statuses = new StringBuilder();
    Matcher lines = Pattern.compile("HTTP/1\\.[01] ([0-9]{3} )").matcher(answers);
    while (lines.find()) {
      statuses.append(lines.group(1));
    }
    return statuses.toString();
  }
}
