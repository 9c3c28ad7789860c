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
import java.util.List;
import java.util.Queue;
import java.util.function.LongFunction;

/** One thread, some connections, one request at a time on each; requests are ready-made bytes. */
final class HttpLoad implements Round.Posting {
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final Queue<Connection> idle = new ArrayDeque<>();
  private final byte[] payload;
  private final int port;
  private final LongFunction<String> device;
  private long turn;

  HttpLoad(int port, int count, byte[] payload) {
    this(port, count, payload, MqttLoad::device);
  }

  /**
   * @param device who sends the message of this turn
   */
  HttpLoad(int port, int count, byte[] payload, LongFunction<String> device) {
    this.port = port;
    this.device = device;
    this.payload = payload;
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

  private void select(Flow flow, boolean briefly) throws IOException {
    selector.select(briefly ? 1 : 100);
    for (SelectionKey key : selector.selectedKeys()) {
      ((Connection) key.attachment()).read(flow);
    }
    selector.selectedKeys().clear();
  }

  private final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(8 * 1024);
    private long due;

    Connection(SocketChannel channel) throws IOException {
      this.channel = channel;
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void post(long dueNanos) throws IOException {
      due = dueNanos;
      String head =
          "POST /v1/devices/%s/telemetry HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                  .formatted(device.apply(turn++), port)
              + "Content-Type: application/json\r\nContent-Length: "
              + payload.length
              + "\r\n\r\n";
      ByteBuffer out = ByteBuffer.allocate(head.length() + payload.length);
      out.put(head.getBytes(StandardCharsets.US_ASCII)).put(payload).flip();
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
