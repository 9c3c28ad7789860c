package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Confirmable POSTs on bare datagrams from many ports, one thread. Each port has one exchange at a
 * time, as a device has; it does not retransmit: what is not answered counts as such.
 */
final class CoapLoad implements Round.Posting {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Selector selector;
  private final List<Peer> peers = new ArrayList<>();
  private final byte[] payload;
  private long turn;
  private int next;
  private int waiting;

  CoapLoad(int port, int count, byte[] payload) {
    this.payload = payload;
    try {
      selector = Selector.open();
      for (int i = 0; i < count; i++) {
        DatagramChannel channel = DatagramChannel.open();
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        Peer peer = new Peer(channel);
        channel.register(selector, SelectionKey.OP_READ, peer);
        peers.add(peer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Posts for some seconds.
   *
   * @param rate a second; 0 keeps every port busy
   */
  @Override
  public Flow post(double seconds, double rate) {
    Flow flow = new Flow();
    Pace pace = new Pace(rate);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long started = 0;
    try {
      while (System.nanoTime() < end) {
        while (waiting < peers.size() && (rate == 0 || pace.due(started) <= System.nanoTime())) {
          idlePeer().post(rate == 0 ? System.nanoTime() : pace.due(started));
          started++;
        }
        select(flow, rate > 0);
      }
      long patience = System.nanoTime() + PATIENCE_NANOS;
      while (waiting > 0 && System.nanoTime() < patience) {
        select(flow, true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    flow.bad += waiting;
    return flow;
  }

  @Override
  public void close() {
    try {
      for (Peer peer : peers) {
        peer.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Peer idlePeer() {
    while (peers.get(next).due != 0) {
      next = (next + 1) % peers.size();
    }
    return peers.get(next);
  }

  private void select(Flow flow, boolean briefly) throws IOException {
    selector.select(briefly ? 1 : 100);
    for (SelectionKey key : selector.selectedKeys()) {
      ((Peer) key.attachment()).read(flow);
    }
    selector.selectedKeys().clear();
  }

  private final class Peer {
    private final DatagramChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(2_048);
    private int id = 1;
    private long due;

    Peer(DatagramChannel channel) {
      this.channel = channel;
    }

    void post(long dueNanos) throws IOException {
      due = dueNanos;
      waiting++;
      id = id % 65_535 + 1;
      ByteBuffer out = ByteBuffer.allocate(64 + payload.length);
      out.put((byte) 0x42).put((byte) 0x02).putShort((short) id);
      out.putShort((short) id);
      option(out, 11, "devices");
      option(out, 0, MqttLoad.device(turn++));
      option(out, 0, "telemetry");
      out.put((byte) 0x11).put((byte) 50);
      out.put((byte) 0xff).put(payload).flip();
      channel.write(out);
    }

    void read(Flow flow) throws IOException {
      for (in.clear(); channel.read(in) > 0; in.clear()) {
        int type = in.get(0) >> 4 & 3;
        int code = in.get(1) & 0xff;
        if (type == 0) {
          ByteBuffer acknowledgement = ByteBuffer.allocate(4);
          acknowledgement.put((byte) 0x60).put((byte) 0).putShort(in.getShort(2)).flip();
          channel.write(acknowledgement);
        }
        boolean ours = code != 0 && (in.get(0) & 15) == 2 && in.getShort(4) == (short) id;
        if (ours && due != 0) {
          flow.answered(due, code >> 5 == 2);
          due = 0;
          waiting--;
        }
      }
    }

    private static void option(ByteBuffer out, int delta, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.put((byte) (delta << 4 | bytes.length)).put(bytes);
    }
  }
}
