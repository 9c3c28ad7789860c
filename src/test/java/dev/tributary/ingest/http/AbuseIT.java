package dev.tributary.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import dev.tributary.config.Settings;
import dev.tributary.contract.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway answers or closes, whatever it is sent, and stays as it was. */
class AbuseIT {
  private static final String PATH = "/v1/devices/dev-1/telemetry";

  private HttpWorld world;

  @BeforeEach
  void open() throws Exception {
    world = HttpWorld.open(HttpWorld.settings().idle(Duration.ofSeconds(1)).connections(50));
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void cutOffSendersThatAreTooSlow() throws Exception {
    try (Socket silent = RawHttp.connect(world);
        Socket header = RawHttp.connect(world);
        Socket body = RawHttp.connect(world);
        Socket batch = RawHttp.connect(world);
        Socket idle = RawHttp.connect(world)) {
      RawHttp.send(header, "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nX: ");
      RawHttp.send(body, RawHttp.head(PATH, "Content-Length: 10\r\n") + "{");
      RawHttp.send(
          batch,
          RawHttp.head(
                  "/v1/telemetry", "Content-Type: application/x-ndjson\r\nContent-Length: 99\r\n")
              + "{\"device\":\"a\"}\n{");
      RawHttp.send(idle, RawHttp.head(PATH, "Content-Length: 2\r\n") + "{}");
      assertThat(RawHttp.status(idle)).isEqualTo(204);

      for (Socket socket : List.of(silent, header, body, batch, idle)) {
        assertClosedByDripping(socket);
      }
    }
    assertThat(status()).isEqualTo(204);
  }

  @Test
  void cutOffSendersThatReadNoAnswers() throws Exception {
    String items = "1\n".repeat(1500);
    String request =
        RawHttp.head(
                "/v1/telemetry",
                "Content-Type: application/x-ndjson\r\nContent-Length: " + items.length() + "\r\n")
            + items;
    try (Socket deaf = new Socket()) {
      // a window of a few bytes: what does not fit stays with the gateway
      deaf.setReceiveBufferSize(1024);
      deaf.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), world.end.getServerPort()));
      RawHttp.send(deaf, request.repeat(100));
      await().until(() -> world.end.receivingBytes() > 0);

      await().until(() -> world.end.connections() == 0);
      assertThat(world.end.receivingBytes()).isZero();
    }
    assertThat(status()).isEqualTo(204);
  }

  @Test
  void cutOffWhoNeverEndsItsTlsHandshake(@TempDir Path folder) throws Exception {
    world.close();
    Settings.Tls tls = new Certified(folder).issue("server", "localhost");
    world = HttpWorld.open(HttpWorld.settings().idle(Duration.ofSeconds(1)).tls(tls));
    try (Socket silent = RawHttp.connect(world);
        Socket half = RawHttp.connect(world)) {
      // the head of a record, and nothing behind it
      half.getOutputStream().write(new byte[] {0x16, 3, 1, 1, 0, 1});

      // Netty's own patience is 10 s
      silent.setSoTimeout(8_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertClosedByDripping(half);
    }
  }

  @Test
  void refuseWhatIsNotHttp() throws Exception {
    assertThat(answerTo("GET " + "/x".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .isEqualTo(431);
    assertThat(answerTo(RawHttp.head(PATH, "X: " + "y".repeat(20_000) + "\r\n"))).isEqualTo(431);
    assertThat(answerTo(RawHttp.head(PATH, "X: y\r\n".repeat(20_000)))).isEqualTo(431);
    assertThat(answerTo("\u0016\u0003\u0001 nonsense\r\n\r\n")).isEqualTo(400);
    assertThat(answerTo(RawHttp.head(PATH, "Content-Length: -1\r\n"))).isIn(0, 400);
    assertThat(answerTo(RawHttp.head(PATH, "Content-Length: 1\r\nContent-Length: 2\r\n") + "{}"))
        .isEqualTo(400);
    assertThat(
            answerTo(
                RawHttp.head(PATH, "Transfer-Encoding: chunked\r\n") + "zz\r\n{}\r\n0\r\n\r\n"))
        .isIn(0, 400);
    assertThat(world.route.seen).isEmpty();
    assertThat(status()).isEqualTo(204);
  }

  @Test
  void refuseBrokenCompressionAndBombs() throws Exception {
    byte[] bomb = Compressed.gzip(" ".repeat(50 << 20).getBytes(UTF_8));

    assertThat(compressed(PATH, "gzip", "{}".getBytes(UTF_8))).isEqualTo(400);
    assertThat(compressed(PATH, "br", bomb)).isEqualTo(415);
    assertThat(compressed("/v1/telemetry", "gzip", bomb)).isEqualTo(413);
    byte[] small = Compressed.gzip(new byte[2 << 20]);
    assertThat(compressed(PATH, "gzip", small)).isEqualTo(413);
    assertThat(status()).isEqualTo(204);
  }

  @Test
  void stopAnEndlessStreamOfEmptyMembers() throws Exception {
    byte[] empty = Compressed.gzip(new byte[0]);
    ByteBuffer members = ByteBuffer.allocate(empty.length * 20_000);
    while (members.hasRemaining()) {
      members.put(empty);
    }
    assertThat(compressed("/v1/telemetry", "gzip", members.array())).isEqualTo(413);
    byte[] few =
        Arrays.copyOf(members.array(), empty.length * (HttpWorld.MAX_PAYLOAD / empty.length));
    assertThat(compressed(PATH, "gzip", few)).isEqualTo(204);

    long spent = cpu();
    for (int i = 0; i < 20; i++) {
      try (Socket socket = RawHttp.connect(world)) {
        RawHttp.send(
            socket,
            RawHttp.head(
                "/v1/telemetry",
                String.join(
                    "\r\n",
                    "Content-Type: application/x-ndjson",
                    "Content-Encoding: gzip",
                    "Transfer-Encoding: chunked",
                    "")));
        assertThat(untilRefused(socket, empty)).isEqualTo(413);
      }
    }
    // 20 times the largest batch, inflated at the speed of any other
    assertThat(cpu() - spent).isLessThan(Duration.ofSeconds(10).toNanos());
    assertThat(status()).isEqualTo(204);
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Sends the same thousand members on and on. */
  private static int untilRefused(Socket socket, byte[] member) throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes((Integer.toHexString(1000 * member.length) + "\r\n").getBytes(UTF_8));
    for (int i = 0; i < 1000; i++) {
      members.writeBytes(member);
    }
    members.writeBytes("\r\n".getBytes(UTF_8));
    byte[] chunk = members.toByteArray();
    try {
      while (socket.getInputStream().available() == 0) {
        socket.getOutputStream().write(chunk);
      }
    } catch (IOException closed) {
      // the answer came first
    }
    return RawHttp.status(socket);
  }

  @Test
  void sayOverloadedPastTheBoundOnConnections() throws Exception {
    world.close();
    world = HttpWorld.open(HttpWorld.settings().connections(50));
    List<Socket> sockets = new ArrayList<>();
    try {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        sockets.add(RawHttp.connect(world));
        RawHttp.send(sockets.get(i), RawHttp.head(PATH, "Content-Length: 2\r\n") + "{}");
        statuses.add(RawHttp.status(sockets.get(i)));
      }
      assertThat(statuses.subList(0, 50)).containsOnly(204);
      assertThat(statuses.subList(50, 60)).contains(503).doesNotContain(0);
      assertThat(world.refused).contains(Reason.OVERLOADED);

      for (int i = 0; i < 5; i++) {
        Socket silent = RawHttp.connect(world);
        sockets.add(silent);
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    await().ignoreExceptionsInstanceOf(IOException.class).until(() -> status() == 204);
  }

  @Test
  void keepItsHeapThroughThousandsOfDroppedConnections() throws Exception {
    storm(300);
    long before = usedAfterCollection();

    storm(3000);
    await().ignoreExceptionsInstanceOf(IOException.class).until(() -> status() == 204);

    await().untilAsserted(() -> assertThat(usedAfterCollection()).isLessThan(before + before / 10));
    assertThat(world.end.ready()).isTrue();
    assertThat(world.intake.inFlightMessages()).isZero();
  }

  private void storm(int connections) throws IOException {
    for (int i = 0; i < connections; i++) {
      try (Socket socket = RawHttp.connect(world)) {
        switch (i % 4) {
          case 0 -> RawHttp.send(socket, RawHttp.head(PATH, "Content-Length: 2\r\n") + "{}");
          case 1 -> RawHttp.send(socket, RawHttp.head(PATH, "Content-Length: 9999\r\n") + "{");
          case 2 ->
              RawHttp.send(
                  socket,
                  RawHttp.head(
                          "/v1/telemetry",
                          "Content-Type: application/json\r\nContent-Length: 99\r\n")
                      + "[{\"device\":\"a\"},{");
          default -> RawHttp.send(socket, "POST " + PATH);
        }
      } catch (IOException dropped) {
        // Past the bound the gateway closes first, which is its right.
      }
    }
  }

  private static long usedAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private int compressed(String path, String coding, byte[] body) throws Exception {
    return world
        .send(
            HttpRequest.newBuilder(world.uri(path))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", coding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)))
        .statusCode();
  }

  private int status() throws Exception {
    return world.send(world.post(PATH, "{}")).statusCode();
  }

  private int answerTo(String request) throws IOException {
    try (Socket socket = RawHttp.connect(world)) {
      RawHttp.send(socket, request);
      return RawHttp.status(socket);
    }
  }

  /** A byte now and then does not keep a connection open. */
  private static void assertClosedByDripping(Socket socket) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              try {
                RawHttp.send(socket, "x");
                return false;
              } catch (IOException closed) {
                return true;
              }
            });
  }
}
