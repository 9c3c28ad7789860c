package bench;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * Publishes at QoS 1 for the cost of writing bytes (MQTT 3.1.1 on a bare socket), so that the load
 * takes little of the machine that it shares with what it measures.
 */
final class MqttLoad implements AutoCloseable {
  static final int DEVICES = 1_000;
  private static final int WINDOW = 10_000;

  private final Socket socket;
  private final DataOutputStream out;
  private final Semaphore window = new Semaphore(WINDOW);
  private int packet;

  MqttLoad(int port) {
    try {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64 * 1024));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      connect(in);
      Thread reader = new Thread(() -> read(in), "mqtt-load");
      reader.setDaemon(true);
      reader.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String device(long turn) {
    return "bench-" + turn % DEVICES;
  }

  /**
   * Publishes to the devices in turn.
   *
   * @param rate a second; 0 is as fast as the broker takes it
   * @param sent told when each was due
   */
  void publish(byte[] payload, long count, double rate, LongConsumer sent) {
    Pace pace = new Pace(rate);
    try {
      for (long turn = 0; turn < count; turn++) {
        if (rate > 0 && pace.due(turn) > System.nanoTime()) {
          out.flush();
        }
        sent.accept(pace.await(turn));
        if (!window.tryAcquire()) {
          out.flush();
          window.acquire();
        }
        packet("devices/" + device(turn) + "/telemetry", payload);
      }
      out.flush();
      window.acquire(WINDOW);
      window.release(WINDOW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      out.write(new byte[] {(byte) 0xe0, 0});
      out.flush();
      socket.close();
    } catch (IOException e) {
      // The broker ended first.
    }
  }

  private void connect(DataInputStream in) throws IOException {
    byte[] name = ("load-" + System.nanoTime()).getBytes(StandardCharsets.UTF_8);
    out.write(0x10);
    out.write(12 + name.length);
    out.writeUTF("MQTT");
    out.write(new byte[] {4, 2, 0, 0});
    out.writeShort(name.length);
    out.write(name);
    out.flush();
    in.readFully(new byte[4]);
  }

  private void packet(String topic, byte[] payload) throws IOException {
    byte[] address = topic.getBytes(StandardCharsets.UTF_8);
    packet = packet == 65_535 ? 1 : packet + 1;
    out.write(0x32);
    length(2 + address.length + 2 + payload.length);
    out.writeShort(address.length);
    out.write(address);
    out.writeShort(packet);
    out.write(payload);
  }

  private void length(int length) throws IOException {
    int rest = length;
    while (rest >= 128) {
      out.write(rest % 128 | 128);
      rest /= 128;
    }
    out.write(rest);
  }

  private void read(DataInputStream in) {
    byte[] buffer = new byte[64 * 1024];
    int kept = 0;
    try {
      while (true) {
        int read = in.read(buffer, kept, buffer.length - kept);
        if (read < 0) {
          throw new EOFException();
        }
        kept += read;
        window.release(kept / 4);
        System.arraycopy(buffer, kept / 4 * 4, buffer, 0, kept % 4);
        kept %= 4;
      }
    } catch (IOException e) {
      // Closed by us or by the broker: nothing more will be acknowledged.
    }
  }
}
