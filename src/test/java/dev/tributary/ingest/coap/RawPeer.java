package dev.tributary.ingest.coap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.network.serialization.UdpDataParser;

/** One address that sends bytes as they are and sees the bytes that come back. */
final class RawPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int QUIET_MILLIS = 300;
  private static final int PING = 0xFFFF;
  private static final byte[] PONG = {0x70, 0, (byte) 0xFF, (byte) 0xFF};

  private final DatagramSocket socket;

  RawPeer(int serverPort) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
  }

  void send(Datagram datagram) throws IOException {
    send(datagram.bytes());
  }

  void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length));
  }

  /** What comes back next. */
  Message ask(Datagram datagram) throws IOException {
    send(datagram);
    byte[] answer = receive(PATIENCE_MILLIS);
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    return new UdpDataParser().parseMessage(answer);
  }

  /** Waits for the answer to a ping that follows what was sent, and skips all that comes before. */
  void ping() throws IOException {
    byte[] answer;
    send(Datagram.of(CoAP.Type.CON, 0, PING));
    do {
      answer = receive(PATIENCE_MILLIS);
      if (answer == null) {
        throw new AssertionError("no answer to a ping");
      }
    } while (!Arrays.equals(answer, PONG));
  }

  /** Whether nothing comes back but the answer to a ping that follows. */
  boolean isIgnored(Datagram datagram) throws IOException {
    return isIgnored(datagram.bytes());
  }

  boolean isIgnored(byte[] datagram) throws IOException {
    send(datagram);
    Message answer = ask(Datagram.of(CoAP.Type.CON, 0, PING));
    return answer.getType() == CoAP.Type.RST
        && answer.getMID() == PING
        && receive(QUIET_MILLIS) == null;
  }

  /** The next datagram, or null where none comes in that time. */
  byte[] receive(int millis) throws IOException {
    DatagramPacket datagram = new DatagramPacket(new byte[65_535], 65_535);
    socket.setSoTimeout(millis);
    try {
      socket.receive(datagram);
      return Arrays.copyOf(datagram.getData(), datagram.getLength());
    } catch (SocketTimeoutException nothing) {
      return null;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
