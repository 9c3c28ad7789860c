package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What many senders together may have the gateway hold for them. */
class ReceivingIT {
  private static final String PATH = "/v1/devices/dev-1/telemetry";
  private static final int MOST = 1 << 20;
  private static final int PART = HttpWorld.MAX_PAYLOAD - 1;

  private final List<Socket> sockets = new ArrayList<>();
  private HttpWorld world;

  @BeforeEach
  void open() throws Exception {
    world = HttpWorld.open(HttpWorld.settings().receivingBytes(MOST).connections(1000));
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    world.close();
  }

  @Test
  void refuseAtOnceWhatManySlowSendersTogetherWouldHave() throws Exception {
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < MOST / PART; i++) {
      held.add(sendPart());
    }
    await().until(() -> world.end.receivingBytes() == (long) held.size() * PART);

    assertOverloaded(world.send(world.post(PATH, "x".repeat(PART))));
    byte[] bomb = Compressed.gzip(" ".repeat(PART).getBytes(StandardCharsets.UTF_8));
    assertOverloaded(world.send(compressed(bomb)));
    assertOverloaded(
        world.send(world.post("/v1/telemetry", "[1]").header("Content-Type", "application/json")));
    assertThat(world.refused).hasSize(3).containsOnly(Reason.OVERLOADED);
    assertThat(world.route.seen).isEmpty();

    for (Socket socket : held) {
      RawHttp.send(socket, "x");
      assertThat(RawHttp.status(socket)).isEqualTo(204);
    }
    assertThat(world.end.receivingBytes()).isZero();
    assertThat(world.send(world.post(PATH, "x".repeat(PART))).statusCode()).isEqualTo(204);
    assertThat(world.send(compressed(bomb)).statusCode()).isEqualTo(204);
  }

  @Test
  void countNothingForSendersThatAreGone() throws Exception {
    for (int i = 0; i < 20; i++) {
      sendPart();
      RawHttp.send(
          connect(),
          RawHttp.head(
                  "/v1/telemetry", "Content-Type: application/x-ndjson\r\nContent-Length: 99\r\n")
              + "{\"device\":\"a\"}\n{");
    }
    await().until(() -> world.route.seen.size() == 20 && world.end.receivingBytes() > 20L * PART);

    for (Socket socket : sockets) {
      socket.close();
    }

    await().until(() -> world.end.receivingBytes() == 0);
  }

  @Test
  void breakABatchOffWhereThereIsNoMoreRoom() throws Exception {
    Socket batch = connect();
    String items = "{\"device\":\"a\"}\n";
    String rest = "{\"device\":\"b\",\"x\":\"" + "x".repeat(PART - 100);
    RawHttp.send(
        batch,
        RawHttp.head(
                "/v1/telemetry",
                "Content-Type: application/x-ndjson\r\nContent-Length: "
                    + (items + rest).length()
                    + "\r\n")
            + items);
    await().until(() -> world.route.seen.size() == 1);
    for (int i = 0; i < MOST / PART; i++) {
      sendPart();
    }
    await().until(() -> world.end.receivingBytes() > MOST - PART);

    RawHttp.send(batch, rest);

    assertThat(RawHttp.status(batch)).isEqualTo(200);
    assertThat(untilClosed(batch))
        .contains("\"stored\":1,\"refused\":1")
        .contains("\"index\":1,\"status\":503,\"reason\":\"overloaded\"")
        .contains("\"retry_after\":1");
  }

  @Test
  void countTheAnswersThatNobodyReads() throws Exception {
    String items = "1\n".repeat(1500);
    for (int i = 0; i < 40; i++) {
      // a window of a few bytes: what does not fit stays with the gateway
      Socket socket = new Socket();
      socket.setReceiveBufferSize(1024);
      socket.connect(new InetSocketAddress(loopback(), world.end.getServerPort()));
      sockets.add(socket);
      String request =
          RawHttp.head(
                  "/v1/telemetry",
                  "Content-Type: application/x-ndjson\r\nContent-Length: "
                      + items.length()
                      + "\r\n")
              + items;
      RawHttp.send(socket, request.repeat(40));
    }

    await().until(() -> world.end.receivingBytes() > MOST / 2);
    assertThat(world.end.receivingBytes()).isLessThan(3L * MOST);

    for (Socket socket : sockets) {
      socket.close();
    }
    await().until(() -> world.end.receivingBytes() == 0);
  }

  @Test
  void readNoFurtherThanTheRequestThatWaitsForItsAnswer() throws Exception {
    world.route.holds();
    ByteBuffer requests =
        ByteBuffer.wrap(
            "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
                .repeat(10_000)
                .getBytes(StandardCharsets.US_ASCII));
    try (SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(loopback(), world.end.getServerPort()))) {
      channel.write(
          ByteBuffer.wrap(
              (RawHttp.head(PATH, "Content-Length: 2\r\n") + "{}")
                  .getBytes(StandardCharsets.UTF_8)));
      await().until(() -> world.route.waiting() == 1);
      channel.configureBlocking(false);
      long[] accepted = {0};
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(20))
          .during(Duration.ofMillis(500))
          .until(
              () -> {
                if (!requests.hasRemaining()) {
                  requests.rewind();
                }
                int written = channel.write(requests);
                accepted[0] += written;
                return written == 0;
              });
      // what the two sockets buffer, and no more
      assertThat(accepted[0]).isLessThan(32L << 20);

      world.route.release();
      channel.configureBlocking(true);
      ByteBuffer answers = ByteBuffer.allocate(64 * 1024);
      while (channel.read(answers) >= 0 && answers.hasRemaining()) {}
      assertThat(new String(answers.array(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 204")
          .contains("HTTP/1.1 404");
    }
    assertThat(world.send(HttpRequest.newBuilder(world.uri("/nowhere")).GET()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void answerRequestsThatCameTogetherInTheirOrder() throws Exception {
    Socket socket = connect();
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      requests.append(RawHttp.head(PATH, "Content-Length: 4\r\n")).append(1000 + i);
    }
    Thread sender = new Thread(() -> sendQuietly(socket, requests.toString()));
    sender.start();
    for (int i = 0; i < 3000; i++) {
      assertThat(RawHttp.status(socket)).as("answer %d", i).isEqualTo(204);
      skipHeaders(socket);
    }
    sender.join();
    assertThat(world.route.seen).extracting(HeldRoute.Seen::text).hasSize(3000).isSorted();
  }

  private static void skipHeaders(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
  }

  private void sendQuietly(Socket socket, String text) {
    try {
      RawHttp.send(socket, text);
    } catch (IOException closed) {
      // then the answers are missing, which the test sees
    }
  }

  private HttpRequest.Builder compressed(byte[] body) {
    return HttpRequest.newBuilder(world.uri(PATH))
        .header("Content-Encoding", "gzip")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private static void assertOverloaded(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.body()).contains("\"reason\":\"overloaded\"");
  }

  /** All but the last byte of a payload. */
  private Socket sendPart() throws IOException {
    Socket socket = connect();
    RawHttp.send(
        socket, RawHttp.head(PATH, "Content-Length: " + (PART + 1) + "\r\n") + "x".repeat(PART));
    return socket;
  }

  private Socket connect() throws IOException {
    Socket socket = RawHttp.connect(world);
    sockets.add(socket);
    return socket;
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static String untilClosed(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
