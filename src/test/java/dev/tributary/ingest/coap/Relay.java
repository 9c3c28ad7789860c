package dev.tributary.ingest.coap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/** A bad network between one client and the server: it loses and doubles datagrams as told. */
final class Relay implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  final AtomicInteger lost = new AtomicInteger();
  final AtomicInteger doubled = new AtomicInteger();

  private final InetSocketAddress server;
  private final IntUnaryOperator copiesUp;
  private final IntUnaryOperator copiesDown;
  private final DatagramSocket front = new DatagramSocket(0, LOOPBACK);
  private volatile DatagramSocket back;
  private volatile SocketAddress client;

  /**
   * @param copiesUp how often the n-th datagram to the server arrives there
   * @param copiesDown how often the n-th datagram from the server arrives at the client
   */
  Relay(int serverPort, IntUnaryOperator copiesUp, IntUnaryOperator copiesDown) throws IOException {
    this.server = new InetSocketAddress(LOOPBACK, serverPort);
    this.copiesUp = copiesUp;
    this.copiesDown = copiesDown;
    moves();
    new Thread(this::up, "relay-up").start();
  }

  int port() {
    return front.getLocalPort();
  }

  /** From now on the client comes from another port, as behind a NAT that forgot it. */
  void moves() throws IOException {
    DatagramSocket before = back;
    DatagramSocket now = new DatagramSocket(0, LOOPBACK);
    back = now;
    new Thread(() -> down(now), "relay-down").start();
    if (before != null) {
      before.close();
    }
  }

  private void up() {
    for (int n = 0; !front.isClosed(); n++) {
      DatagramPacket datagram = receive(front);
      if (datagram != null) {
        client = datagram.getSocketAddress();
        pass(datagram, back, server, copiesUp.applyAsInt(n));
      }
    }
  }

  private void down(DatagramSocket from) {
    for (int n = 0; !from.isClosed(); n++) {
      DatagramPacket datagram = receive(from);
      if (datagram != null) {
        pass(datagram, front, client, copiesDown.applyAsInt(n));
      }
    }
  }

  private void pass(DatagramPacket datagram, DatagramSocket by, SocketAddress to, int copies) {
    if (copies == 0) {
      lost.incrementAndGet();
    }
    if (copies > 1) {
      doubled.incrementAndGet();
    }
    byte[] bytes = Arrays.copyOf(datagram.getData(), datagram.getLength());
    for (int i = 0; i < copies; i++) {
      try {
        by.send(new DatagramPacket(bytes, bytes.length, to));
      } catch (IOException closed) {
        lost.incrementAndGet();
      }
    }
  }

  private static DatagramPacket receive(DatagramSocket socket) {
    DatagramPacket datagram = new DatagramPacket(new byte[65_535], 65_535);
    try {
      socket.receive(datagram);
      return datagram;
    } catch (IOException closed) {
      return null;
    }
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }
}
