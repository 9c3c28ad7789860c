package dev.tributary.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.config.Settings;
import dev.tributary.contract.Downstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The management port under clients that are slow, many or deaf: a probe is heard all the time. */
class ManagementAbuseIT {
  private static final Settings.Management SETTINGS =
      new Settings.Management("127.0.0.1", OptionalInt.of(0), List.of(), null);
  private static final String METRICS = "x".repeat(100_000);

  private final List<Socket> sockets = new ArrayList<>();
  private ManagementServer server;
  private int port;

  @BeforeEach
  void start() {
    start(Duration.ofSeconds(1));
  }

  private void start(Duration patience) {
    Downstream kafka =
        new Downstream() {
          @Override
          public boolean available() {
            return true;
          }

          @Override
          public String why() {
            return "";
          }
        };
    Health health = new Health(kafka, List.of(), List::of);
    server = new ManagementServer(SETTINGS, health, Map::of, () -> METRICS, patience);
    port = server.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  void cutOffWhoIsSilentOrDripsBytes() throws IOException {
    Socket silent = connect();
    Socket header = connect();
    send(header, "GET /info HTTP/1.1\r\nHost: localhost\r\nX: ");
    Socket body = connect();
    send(body, "GET /info HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
    Socket idle = connect();
    send(idle, "GET /info HTTP/1.1\r\nHost: localhost\r\n\r\n");

    for (Socket socket : List.of(header, body, idle)) {
      await()
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                try {
                  send(socket, "x");
                  return false;
                } catch (IOException closed) {
                  return true;
                }
              });
    }
    assertThat(silent.getInputStream().read()).isEqualTo(-1);
    assertProbeIsHeard();
  }

  @Test
  void cutOffWhoReadsNothing() throws IOException {
    server.close();
    start(Duration.ofMinutes(10));
    Socket deaf = new Socket();
    sockets.add(deaf);
    // a window of a few bytes: what does not fit stays with the server
    deaf.setReceiveBufferSize(1024);
    deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    deaf.setSoTimeout(10_000);
    String request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

    try {
      send(deaf, request.repeat(1_000));
    } catch (IOException cut) {
      // already
    }

    long taken = 0;
    byte[] buffer = new byte[8192];
    try {
      for (int read = 0; read >= 0; read = deaf.getInputStream().read(buffer)) {
        taken += read;
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      // cut off with unread requests
    }
    // of a hundred million bytes of answers, what the two sockets hold
    assertThat(taken).isLessThan(20_000_000);
    assertProbeIsHeard();
  }

  @Test
  void hearAProbeAmongMany() throws IOException {
    server.close();
    start(Duration.ofMinutes(10));
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 100; i++) {
        connect();
      }
      // in the middle of such a burst it may be one too many; who probes tries again
      await().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(this::assertProbeIsHeard);
    }
  }

  private void assertProbeIsHeard() throws IOException {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      probe.setSoTimeout(10_000);
      send(probe, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      byte[] status = probe.getInputStream().readNBytes("HTTP/1.1 200".length());
      assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
