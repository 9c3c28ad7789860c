package dev.tributary.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Variables;
import dev.tributary.normalize.FuzzInput;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What src/test/fuzz/run.sh sends to the listener as it comes: all bytes of one connection. Each is
 * answered or closed, with a status that there is for it, and soon; and whatever becomes a message
 * is what {@linkplain ReferenceServer another server} reads in the same bytes. The way of a {@link
 * FuzzInput} is how the beginning is cut into packets.
 */
public final class FuzzHttp implements AutoCloseable {
  private static final Set<Integer> STATUSES =
      Set.of(100, 200, 204, 400, 404, 405, 413, 415, 431, 501, 503, 505);
  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.[01] ([0-9]{3}) [ -~]*\r\n((?:[!-9;-~]+: [ -~]*\r\n)*)\r\n");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: ([0-9]+)\r\n");
  private static final int MOST_PACKETS = 300;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static FuzzHttp started;

  private final HttpWorld world = HttpWorld.open();
  private final ReferenceServer reference = new ReferenceServer();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "writer");
            thread.setDaemon(true);
            return thread;
          });

  FuzzHttp() throws Exception {}

  /** Before the clock runs: Camel takes its time to start. */
  public static void fuzzerInitialize() throws Exception {
    started = new FuzzHttp();
  }

  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    FuzzInput input = FuzzInput.of(data);
    if (input != null) {
      input.check(FuzzHttp::cpuNanos, () -> started.send(input.payload(), input.way()));
    }
  }

  /** Writes one file for each seed into the folder named first. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int number = 0;
    for (byte[] seed : seeds()) {
      Files.write(folder.resolve("seed-" + number++), FuzzInput.plain(0, seed));
    }
  }

  static List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    String json = "Content-Type: application/json\r\n";
    String lines = "Content-Type: application/x-ndjson\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n";
    String path = "/v1/devices/d%20ev-1/telemetry";
    for (String request :
        List.of(
            RawHttp.head(path, json + "Content-Length: 10\r\n") + "{\"temp\":1}",
            RawHttp.head("/v1/regions/r/gateways/g/telemetry", "Idempotency-Key: \"k\"\r\n"),
            RawHttp.head(path, "Expect: 100-continue\r\nContent-Length: 2\r\n") + "{}",
            RawHttp.head(path, "traceparent: 00-1-1-01\r\nContent-Length: 002\r\n") + "{}",
            RawHttp.head(path, chunked) + "1;a=\"b\"\r\n{\r\n00001\r\n}\r\n0\r\nX: y\r\n\r\n",
            RawHttp.head("/v1/telemetry", json + "Content-Length: 30\r\n")
                + "[{\"device\":\"a\"},\n{\"device\":2}]",
            RawHttp.head("/v1/telemetry", lines + chunked)
                + "f\r\n{\"device\":\"a\"}\n\r\n2\r\n1\n\r\n0\r\n\r\n",
            "GET /openapi.json HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
            "HEAD /openapi.json HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "\r\nOPTIONS * HTTP/1.1\r\nHost:\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            "PUT http://x:1/v1/devices/a/status?b=c HTTP/1.1\r\nHost: x:1\r\n\r\n",
            RawHttp.head(path, chunked + "Content-Length: 5\r\n") + "0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n",
            RawHttp.head(path, "X: y\r\n z\r\nX : \n"))) {
      seeds.add(request.getBytes(UTF_8));
      seeds.add((request + request).getBytes(UTF_8));
    }
    for (String each : List.of("/v1/telemetry", path)) {
      for (String coding : List.of("gzip", "deflate")) {
        byte[] plain = "{\"device\":\"a\"}\n".repeat(3).getBytes(UTF_8);
        byte[] body =
            coding.equals("gzip") ? Compressed.gzip(plain) : Compressed.deflate(plain, false);
        String headers = lines + "Content-Encoding: " + coding + "\r\nContent-Length: ";
        String head = RawHttp.head(each, headers + body.length + "\r\n");
        seeds.add((head + new String(body, ISO_8859_1)).getBytes(ISO_8859_1));
      }
    }
    return seeds;
  }

  /** What the threads have used that read, parse and handle requests. */
  private static long cpuNanos() {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("vert.x-eventloop")) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }

  void send(byte[] bytes, int way) throws Exception {
    world.route.seen.clear();
    world.refused.clear();
    List<Integer> statuses = statuses(exchange(world.end.getServerPort(), bytes, way));
    for (int status : statuses) {
      require(STATUSES.contains(status), "an answer with " + status);
    }
    require(!world.refused.contains(Reason.INTERNAL), "an internal fault");
    exchange(reference.port(), bytes, 0);
    compare(reference.taken(), statuses.size());
  }

  /** All that comes back until the connection is closed. */
  private byte[] exchange(int port, byte[] bytes, int way) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      Future<Void> written = writer.submit(() -> write(socket, bytes, way));
      byte[] answers = new byte[0];
      try {
        answers = socket.getInputStream().readAllBytes();
      } catch (SocketException reset) {
        // the other side closed before it had read all
      }
      written.get();
      return answers;
    }
  }

  /** Either all at once, or the beginning in small packets. */
  private static Void write(Socket socket, byte[] bytes, int way) {
    try {
      OutputStream out = socket.getOutputStream();
      int at = 0;
      for (int packets = 0; way > 0 && at < bytes.length && packets < MOST_PACKETS; packets++) {
        int length = Math.min(way, bytes.length - at);
        out.write(bytes, at, length);
        at += length;
      }
      out.write(bytes, at, bytes.length - at);
      socket.shutdownOutput();
    } catch (IOException closed) {
      // the other side has seen enough
    }
    return null;
  }

  private static List<Integer> statuses(byte[] answers) {
    List<Integer> statuses = new ArrayList<>();
    String text = new String(answers, ISO_8859_1);
    Matcher head = HEAD.matcher(text);
    int at = 0;
    while (at < text.length()) {
      require(head.region(at, text.length()).lookingAt(), "an answer that is not HTTP: " + text);
      statuses.add(Integer.parseInt(head.group(1)));
      Matcher length = LENGTH.matcher(head.group(2));
      int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
      at = head.end();
      // the answer to a HEAD has none, and the last may be cut off
      boolean bare = at == text.length() || text.startsWith("HTTP/1.", at);
      at = bare ? at : Math.min(text.length(), at + body);
    }
    return statuses;
  }

  /** Our messages stand in the same order among what the other server has read. */
  private void compare(List<ReferenceServer.Request> read, int answers) {
    int next = 0;
    for (HeldRoute.Seen seen : world.route.seen) {
      if (seen.variables().containsKey(Variables.INDEX)) {
        continue;
      }
      while (next < read.size() && !isSame(read.get(next), seen)) {
        next++;
      }
      // one that gave up before cannot tell
      require(
          next < read.size() || read.size() < answers,
          "a message that another server does not see: %s \"%s\""
              .formatted(seen.variables().get(Variables.ADDRESS), seen.text()));
      next++;
    }
  }

  private static boolean isSame(ReferenceServer.Request request, HeldRoute.Seen seen) {
    return request.method().equals("POST")
        && ("/v1/" + seen.variables().get(Variables.ADDRESS)).equals(request.path())
        && (request.isCompressed() || Arrays.equals(request.body(), seen.body()));
  }

  private static void require(boolean met, String otherwise) {
    if (!met) {
      throw new IllegalStateException(otherwise);
    }
  }

  @Override
  public void close() throws IOException {
    writer.shutdownNow();
    reference.close();
    world.close();
  }
}
