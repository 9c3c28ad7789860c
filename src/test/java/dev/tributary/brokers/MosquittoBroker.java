package dev.tributary.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.dev.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** The system's mosquitto as a child process on a free port, with its data on disk. */
public final class MosquittoBroker implements AutoCloseable {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/mosquitto"),
          Path.of("/usr/local/sbin/mosquitto"),
          Path.of("/usr/bin/mosquitto"),
          Path.of("/opt/homebrew/sbin/mosquitto"));

  private final Path directory;
  private final int port;
  private Process process;

  private MosquittoBroker(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Skips the calling test where mosquitto is not installed. */
  public static MosquittoBroker start(Path directory, String... furtherLines) throws Exception {
    binary();
    MosquittoBroker broker = new MosquittoBroker(directory, FreePorts.one());
    List<String> lines = new ArrayList<>();
    lines.add("listener " + broker.port + " 127.0.0.1");
    if (Stream.of(furtherLines).noneMatch(line -> line.startsWith("allow_anonymous"))) {
      lines.add("allow_anonymous true");
    }
    lines.addAll(
        List.of(
            // Started by root it would become another user, who may not write here.
            "user " + System.getProperty("user.name"),
            "persistence true",
            "persistence_location " + directory.toAbsolutePath() + "/",
            "max_queued_messages 0",
            "max_inflight_messages 1000",
            "set_tcp_nodelay true",
            "log_dest file " + directory.resolve("mosquitto.log").toAbsolutePath()));
    lines.addAll(List.of(furtherLines));
    Files.write(directory.resolve("mosquitto.conf"), lines, UTF_8);
    broker.start();
    return broker;
  }

  private static Path binary() {
    Path found = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
    Assumptions.assumeTrue(
        found != null,
        "skipped: needs mosquitto (apt install mosquitto), found in none of " + PLACES);
    return found;
  }

  /** Starts, or starts again on the same port with the data that is there. */
  public void start() throws IOException {
    process =
        new ProcessBuilder(
                binary().toString(), "-c", directory.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mosquitto.out").toFile())
            .start();
    Awaitility.await("mosquitto listens on " + port)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(this::isListening);
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes sessions and queued messages to disk, as it does every half hour by itself. */
  public void save() throws IOException, InterruptedException {
    Path data = directory.resolve("mosquitto.db");
    Files.deleteIfExists(data);
    new ProcessBuilder("kill", "-USR1", String.valueOf(process.pid())).start().waitFor();
    Awaitility.await("mosquitto saves").until(() -> Files.exists(data));
  }

  /** kill -9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  /** A stop in good order, which saves. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill();
    }
  }

  /** Forgets every session and message; only while it is down. */
  public void forget() throws IOException {
    Files.deleteIfExists(directory.resolve("mosquitto.db"));
  }

  public int port() {
    return port;
  }

  public String url() {
    return "tcp://127.0.0.1:" + port;
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
