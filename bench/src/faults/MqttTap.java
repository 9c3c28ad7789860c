package faults;

import bench.Relay;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads along between the gateway and its MQTT broker and remembers which numbered messages the
 * gateway acknowledged: what a broker loses by itself is not the gateway's loss, this is.
 */
final class MqttTap implements Relay.Watcher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;

  /** One numbered message of verify. */
  record Numbered(String device, int number) {}

  private final Set<Numbered> acknowledged = new HashSet<>();

  synchronized Set<Numbered> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  synchronized void forget() {
    acknowledged.clear();
  }

  @Override
  public Connection opened() {
    return new Session();
  }

  private final class Session implements Connection {
    private final Map<Integer, Numbered> delivered = new HashMap<>();
    private final Packets up = new Packets();
    private final Packets down = new Packets();

    @Override
    public void toTarget(byte[] bytes, int length) {
      synchronized (MqttTap.this) {
        up.add(bytes, length);
        for (ByteBuffer packet = up.next(); packet != null; packet = up.next()) {
          if (type(packet) == PUBACK) {
            acknowledge(packet);
          }
        }
      }
    }

    @Override
    public void fromTarget(byte[] bytes, int length) {
      synchronized (MqttTap.this) {
        down.add(bytes, length);
        for (ByteBuffer packet = down.next(); packet != null; packet = down.next()) {
          if (type(packet) == PUBLISH) {
            deliver(packet);
          }
        }
      }
    }

    private void deliver(ByteBuffer packet) {
      int qos = packet.get(packet.position()) >> 1 & 3;
      Packets.body(packet);
      byte[] topic = new byte[packet.getShort() & 0xffff];
      packet.get(topic);
      if (qos == 0) {
        return;
      }
      int id = packet.getShort() & 0xffff;
      int properties = Packets.length(packet);
      packet.position(packet.position() + properties);
      byte[] payload = new byte[packet.remaining()];
      packet.get(payload);
      String device = new String(topic, StandardCharsets.UTF_8).split("/")[1];
      delivered.put(id, new Numbered(device, number(payload)));
    }

    private void acknowledge(ByteBuffer packet) {
      Packets.body(packet);
      int id = packet.getShort() & 0xffff;
      boolean refused = packet.hasRemaining() && (packet.get() & 0xff) >= 0x80;
      Numbered message = delivered.remove(id);
      if (message != null && !refused) {
        acknowledged.add(message);
      }
    }
  }

  private static int type(ByteBuffer packet) {
    return packet.get(packet.position()) >> 4 & 15;
  }

  private static int number(byte[] payload) {
    try {
      return JSON.readTree(payload).path("verify").asInt();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Cuts a stream into MQTT packets. */
  private static final class Packets {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    void add(byte[] bytes, int length) {
      kept.write(bytes, 0, length);
    }

    /** The next whole packet, or null. */
    ByteBuffer next() {
      ByteBuffer all = ByteBuffer.wrap(kept.toByteArray());
      int size = size(all);
      if (size < 0 || size > all.limit()) {
        return null;
      }
      kept.reset();
      kept.write(all.array(), size, all.limit() - size);
      return ByteBuffer.wrap(all.array(), 0, size);
    }

    /** Header and body together, or -1 while not even the length is there. */
    private static int size(ByteBuffer bytes) {
      int length = 0;
      for (int i = 1; i < Math.min(5, bytes.limit()); i++) {
        length |= (bytes.get(i) & 0x7f) << 7 * (i - 1);
        if ((bytes.get(i) & 0x80) == 0) {
          return 1 + i + length;
        }
      }
      return -1;
    }

    static void body(ByteBuffer packet) {
      packet.get();
      length(packet);
    }

    static int length(ByteBuffer packet) {
      int length = 0;
      int shift = 0;
      byte next;
      do {
        next = packet.get();
        length |= (next & 0x7f) << shift;
        shift += 7;
      } while ((next & 0x80) != 0);
      return length;
    }
  }
}
