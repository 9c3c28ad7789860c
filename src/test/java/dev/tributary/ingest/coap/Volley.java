package dev.tributary.ingest.coap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Sends each datagram from an address of its own, and adds up what comes back to that address. */
final class Volley {
  private static final int SOCKETS = 250;

  /** What one address has sent, and what came back until nothing more came to anybody. */
  record Echo(byte[] sent, int datagrams, int bytes) {
    double factor() {
      return bytes / (double) sent.length;
    }

    @Override
    public String toString() {
      String hex = HexFormat.of().formatHex(sent, 0, Math.min(sent.length, 100));
      return "%d bytes in %d datagrams, %.1f times the %d bytes %s"
          .formatted(bytes, datagrams, factor(), sent.length, hex);
    }
  }

  private Volley() {}

  static List<Echo> of(int port, List<byte[]> datagrams, int quietMillis) throws IOException {
    List<Echo> echoes = new ArrayList<>();
    for (int from = 0; from < datagrams.size(); from += SOCKETS) {
      int to = Math.min(datagrams.size(), from + SOCKETS);
      echoes.addAll(some(port, datagrams.subList(from, to), quietMillis));
    }
    return echoes;
  }

  private static List<Echo> some(int port, List<byte[]> datagrams, int quietMillis)
      throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    int[] bytes = new int[datagrams.size()];
    int[] count = new int[datagrams.size()];
    List<DatagramChannel> channels = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < datagrams.size(); i++) {
        DatagramChannel channel = DatagramChannel.open().connect(server);
        channels.add(channel);
        channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, i);
        channel.write(ByteBuffer.wrap(datagrams.get(i)));
      }
      ByteBuffer buffer = ByteBuffer.allocate(65_535);
      while (selector.select(quietMillis) > 0) {
        for (SelectionKey key : selector.selectedKeys()) {
          int i = (int) key.attachment();
          bytes[i] += ((DatagramChannel) key.channel()).read(buffer.clear());
          count[i]++;
        }
        selector.selectedKeys().clear();
      }
    } finally {
      for (DatagramChannel channel : channels) {
        channel.close();
      }
    }
    List<Echo> echoes = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      echoes.add(new Echo(datagrams.get(i), count[i], bytes[i]));
    }
    return echoes;
  }
}
