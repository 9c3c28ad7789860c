package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The broker's side of MQTT 5 on a bare socket, just enough to see and decide every byte: which
 * acknowledgements come, on which connection, and in which order.
 */
final class ScriptedBroker implements AutoCloseable {
  private static final int CONNECT = 1;
  private static final int PUBACK = 4;
  private static final int SUBSCRIBE = 8;
  private static final int PINGREQ = 12;
  private static final int DISCONNECT = 14;

  private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private volatile byte[] connack = {0x20, 3, 0, 0, 0};
  private int[] granted;

  /** Every connection so far, with the packet ids that were acknowledged on it. */
  final List<Client> clients = new CopyOnWriteArrayList<>();

  private ScriptedBroker() throws IOException {}

  static ScriptedBroker start() throws IOException {
    ScriptedBroker broker = new ScriptedBroker();
    Thread thread = new Thread(broker::accept, "scripted-broker");
    thread.setDaemon(true);
    thread.start();
    return broker;
  }

  /** Answers CONNECT with these bytes. */
  ScriptedBroker answers(int... bytes) {
    byte[] answer = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      answer[i] = (byte) bytes[i];
    }
    return answers(answer);
  }

  ScriptedBroker answers(byte[] bytes) {
    connack = bytes;
    return this;
  }

  /** Answers SUBSCRIBE with these codes; by default every filter is granted QoS 1. */
  ScriptedBroker grants(int... codes) {
    granted = codes.clone();
    return this;
  }

  String url() {
    return "tcp://127.0.0.1:" + listener.getLocalPort();
  }

  Client client(int number) {
    return clients.get(number);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Client client : clients) {
      client.cut();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Client client = new Client(listener.accept());
        clients.add(client);
        Thread thread = new Thread(client::listen, "scripted-client");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  final class Client {
    final List<Integer> acknowledged = new CopyOnWriteArrayList<>();
    final List<Integer> subscribeOptions = new CopyOnWriteArrayList<>();
    volatile byte[] connect;
    volatile boolean subscribed;
    volatile boolean gone;

    /** The reason code with which the client said goodbye. */
    volatile Integer disconnected;

    private final Socket socket;

    private Client(Socket socket) {
      this.socket = socket;
    }

    void publish(int packetId, String topic, String payload) throws IOException {
      publish(packetId, topic.getBytes(UTF_8), payload);
    }

    void publish(int packetId, byte[] topic, String payload) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(body);
      data.writeShort(topic.length);
      data.write(topic);
      data.writeShort(packetId);
      data.write(0);
      data.write(payload.getBytes(UTF_8));
      send(0x32, body.toByteArray());
    }

    void publishQuietly(int packetId, String topic, String payload) {
      try {
        publish(packetId, topic, payload);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** With so many zeros as its payload. */
    void publishOfSize(int packetId, String topic, int size) throws IOException {
      ByteArrayOutputStream start = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(start);
      data.write(0x32);
      int length = 2 + topic.length() + 3 + size;
      for (int shift = 0; shift < 28; shift += 7) {
        data.write(((length >> shift) & 0x7F) | (shift < 21 ? 0x80 : 0));
      }
      data.writeUTF(topic);
      data.writeShort(packetId);
      data.write(0);
      write(start.toByteArray());
      byte[] part = new byte[1 << 16];
      for (int left = size; left > 0; left -= part.length) {
        write(left < part.length ? new byte[left] : part);
      }
    }

    /** These bytes, whatever they mean. */
    void raw(byte[] bytes) throws IOException {
      write(bytes);
    }

    /** DISCONNECT with a reason code and nothing else. */
    void disconnect(int code) throws IOException {
      send(0xE0, new byte[] {(byte) code});
      socket.close();
    }

    /** Sends no more, and waits for the client to close the connection. */
    void finish() throws IOException {
      socket.shutdownOutput();
    }

    void cut() throws IOException {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    }

    private void listen() {
      try (socket) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
          int type = in.readUnsignedByte() >> 4;
          byte[] body = new byte[length(in)];
          in.readFully(body);
          handle(type, body);
        }
      } catch (IOException e) {
        // The client went, or was cut.
      } finally {
        gone = true;
      }
    }

    private void handle(int type, byte[] body) throws IOException {
      int id = body.length < 2 ? 0 : ((body[0] & 0xFF) << 8) | (body[1] & 0xFF);
      switch (type) {
        case CONNECT -> {
          connect = body;
          write(connack);
          if (connack.length < 5 || connack[3] != 0) {
            socket.close();
          }
        }
        case SUBSCRIBE -> {
          send(0x90, suback(id, body));
          subscribed = true;
        }
        case PUBACK -> acknowledged.add(id);
        case DISCONNECT -> disconnected = body.length == 0 ? 0 : body[0] & 0xFF;
        case PINGREQ -> send(0xD0, new byte[0]);
        default -> {}
      }
    }

    private byte[] suback(int id, byte[] subscribe) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(body);
      data.writeShort(id);
      data.write(0);
      int number = 0;
      for (int at = 3 + subscribe[2]; at < subscribe.length; number++) {
        at += 3 + (((subscribe[at] & 0xFF) << 8) | (subscribe[at + 1] & 0xFF));
        subscribeOptions.add((int) subscribe[at - 1]);
        data.write(granted == null ? 1 : granted[number % granted.length]);
      }
      return body.toByteArray();
    }

    private void send(int header, byte[] body) throws IOException {
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.write(header);
      int left = body.length;
      do {
        packet.write(left > 127 ? (left % 128) | 0x80 : left);
        left /= 128;
      } while (left > 0);
      packet.write(body);
      write(packet.toByteArray());
    }

    private synchronized void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    private int length(DataInputStream in) throws IOException {
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        int digit = in.readUnsignedByte();
        length |= (digit & 0x7F) << shift;
        if (digit < 0x80) {
          return length;
        }
      }
    }
  }
}
