package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.LongFunction;

/** One thread, some connections, one request at a time on each; requests are ready-made bytes. */
final class HttpLoad implements Round.Posting {
  private static final int BATCHES = 20;

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final Queue<Connection> idle = new ArrayDeque<>();
  private final LongFunction<byte[]> request;
  private long turn;

  /**
   * @param device who sends the message of this turn
   */
  HttpLoad(int port, int count, byte[] payload, LongFunction<String> device) {
    this(
        port,
        count,
        turn ->
            request("devices/" + device.apply(turn) + "/telemetry", "application/json", payload));
  }

  /** Batches of lines, from one device after the other, made ready beforehand. */
  static HttpLoad ofBatches(int port, int count, byte[] payload, int lines) {
    String line = new String(payload, StandardCharsets.UTF_8).strip().substring(1);
    byte[][] ready = new byte[BATCHES][];
    for (int batch = 0; batch < BATCHES; batch++) {
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < lines; i++) {
        String device = MqttLoad.device((long) batch * lines + i);
        body.append("{\"device\":\"").append(device).append("\",").append(line).append('\n');
      }
      ready[batch] =
          request(
              "telemetry",
              "application/x-ndjson",
              body.toString().getBytes(StandardCharsets.UTF_8));
    }
    return new HttpLoad(port, count, turn -> ready[(int) (turn % BATCHES)]);
  }

  private HttpLoad(int port, int count, LongFunction<byte[]> request) {
    this.request = request;
    try {
      selector = Selector.open();
      for (int i = 0; i < count; i++) {
        Connection connection =
            new Connection(SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
        connections.add(connection);
        idle.add(connection);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Posts for some seconds.
   *
   * @param rate a second; 0 keeps every connection busy
   */
  @Override
  public Flow post(double seconds, double rate) {
    Flow flow = new Flow();
    Pace pace = new Pace(rate);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long started = 0;
    try {
      while (System.nanoTime() < end) {
        while (!idle.isEmpty() && (rate == 0 || pace.due(started) <= System.nanoTime())) {
          idle.remove().post(rate == 0 ? System.nanoTime() : pace.due(started));
          started++;
        }
        select(flow, rate > 0 && !idle.isEmpty());
      }
      long patience = System.nanoTime() + 10_000_000_000L;
      while (idle.size() < connections.size() && System.nanoTime() < patience) {
        select(flow, true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    flow.bad += connections.size() - idle.size();
    return flow;
  }

  @Override
  public void close() {
    try {
      for (Connection connection : connections) {
        connection.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] request(String address, String type, byte[] body) {
    String head =
        "POST /v1/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(address, type, body.length);
    byte[] request =
        Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + body.length);
    System.arraycopy(body, 0, request, head.length(), body.length);
    return request;
  }

  private void select(Flow flow, boolean briefly) throws IOException {
    selector.select(briefly ? 1 : 100);
    for (SelectionKey key : selector.selectedKeys()) {
      ((Connection) key.attachment()).read(flow);
    }
    selector.selectedKeys().clear();
  }

  private final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
    private long due;

    Connection(SocketChannel channel) throws IOException {
      this.channel = channel;
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void post(long dueNanos) throws IOException {
      due = dueNanos;
      ByteBuffer out = ByteBuffer.wrap(request.apply(turn++));
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }

    void read(Flow flow) throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the server closed a connection");
      }
      String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
      int head = text.indexOf("\r\n\r\n");
      if (head < 0 || in.position() < head + 4 + length(text, head)) {
        return;
      }
      in.clear();
      flow.answered(due, text.startsWith("HTTP/1.1 20"));
      idle.add(this);
    }

    private static int length(String text, int head) {
      int at = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
      if (at < 0 || at > head) {
        return 0;
      }
      return Integer.parseInt(text.substring(at + 15, text.indexOf('\r', at)).trim());
    }
  }
}
