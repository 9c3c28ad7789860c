package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a broker might send that means no good: packets at random, some of them as they should be.
 */
final class HostilePackets {
  private static final int PUBLISH = 3;
  private static final int SUBACK = 9;
  private static final int PINGRESP = 13;
  private static final int DISCONNECT = 14;
  private static final List<String> TOPICS =
      List.of(
          "devices/a/telemetry", "devices/b/telemetry", "nowhere", "", "+", "devices/#", "\u0000");

  private final Random random;

  HostilePackets(Random random) {
    this.random = random;
  }

  /** A few packets, one after the other. */
  byte[] next() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int id = 1, packets = 1 + random.nextInt(20); id <= packets; id++) {
      byte[] packet = packet(id);
      out.writeBytes(random.nextInt(50) == 0 ? damaged(packet) : packet);
    }
    return out.toByteArray();
  }

  private byte[] packet(int id) {
    return switch (random.nextInt(150)) {
      case 0 -> packet(random.nextInt(256), bytes(random.nextInt(30)));
      case 1 -> packet(SUBACK << 4, new byte[] {0, (byte) random.nextInt(3), 0, 1});
      case 2 -> repeated(packet(SUBACK << 4, new byte[] {0, 1, 0, 1, 1, 1, 1, 1}));
      case 3 -> repeated(packet(PINGRESP << 4, new byte[0]));
      case 4 -> packet(DISCONNECT << 4, new byte[] {(byte) random.nextInt(256)});
      case 5 -> bytes(random.nextInt(60));
      case 6 -> endless();
      case 7 -> publish(id, 2 + random.nextInt(2), TOPICS.get(0));
      case 8 -> publish(id, random.nextInt(4), TOPICS.get(random.nextInt(TOPICS.size())));
      default -> publish(id, random.nextInt(2), TOPICS.get(random.nextInt(2)));
    };
  }

  /** At QoS 1. */
  static byte[] publish(String topic, int id, byte[] properties, byte[] payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, topic);
    body.write(id >> 8);
    body.write(id);
    length(body, properties.length);
    body.writeBytes(properties);
    body.writeBytes(payload);
    return packet(0x32, body.toByteArray());
  }

  private byte[] publish(int id, int qos, String topic) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, topic);
    if (qos > 0) {
      body.write(id >> 8);
      body.write(id);
    }
    ByteArrayOutputStream properties = new ByteArrayOutputStream();
    for (int n = random.nextInt(4) / 3 * random.nextInt(40); n > 0; n--) {
      property(properties);
    }
    length(body, properties.size());
    body.writeBytes(properties.toByteArray());
    body.writeBytes(bytes(random.nextInt(1 << random.nextInt(15))));
    int flags = random.nextInt(50) == 0 ? random.nextInt(16) : qos << 1;
    return packet((PUBLISH << 4) | flags, body.toByteArray());
  }

  private void property(ByteArrayOutputStream out) {
    switch (random.nextInt(200)) {
      case 0 -> out.writeBytes(new byte[] {0x01, (byte) random.nextInt(2)});
      case 1 -> out.writeBytes(new byte[] {0x23, 0, (byte) random.nextInt(3)});
      case 2 -> {
        out.write(0x03);
        text(out, "application/json");
      }
      case 3 -> out.writeBytes(bytes(random.nextInt(5)));
      default -> {
        out.write(0x26);
        text(out, "name" + random.nextInt(5));
        text(out, "x".repeat(random.nextInt(300)));
      }
    }
  }

  /** Says that far more follows than does. */
  private byte[] endless() {
    byte[] start = publish(1, 1, TOPICS.get(0));
    return concatenated(
        new byte[] {start[0], (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F}, bytes(1000));
  }

  private static byte[] repeated(byte[] packet) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 2_000; i++) {
      out.writeBytes(packet);
    }
    return out.toByteArray();
  }

  private byte[] damaged(byte[] packet) {
    byte[] copy = packet.clone();
    for (int flips = random.nextInt(4); flips > 0 && copy.length > 0; flips--) {
      copy[random.nextInt(Math.min(copy.length, 60))] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length + 1)) : copy;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  static byte[] packet(int header, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(header);
    length(out, body.length);
    out.writeBytes(body);
    return out.toByteArray();
  }

  static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.write(bytes.length >> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private static void length(ByteArrayOutputStream out, int length) {
    int left = length;
    do {
      out.write(left > 127 ? (left % 128) | 0x80 : left);
      left /= 128;
    } while (left > 0);
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
