package dev.tributary.ingest.coap;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.californium.core.coap.CoAP;

/**
 * Datagrams at random: noise, requests with options of any number, length and repetition in
 * messages of any type, and both of them damaged.
 */
final class AnyDatagram {
  /** Those that mean something to somebody, and some that mean nothing. */
  private static final int[] NUMBERS = {
    1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 19, 20, 21, 23, 27, 28, 31, 33, 35, 39, 60, 65,
    252, 258, 292, 2049, 65001, 65535
  };

  private static final List<String> PATHS =
      List.of(
          "devices/dev-1/telemetry",
          "devices/dev-2/telemetry/temperature",
          "gateways/gw-1/telemetry",
          ".well-known/core",
          "nowhere",
          "d",
          "");

  /** Critical options that a request may have, with how often and how long (RFC 7252, 7959). */
  private static final Map<Integer, int[]> ALLOWED =
      Map.of(
          Datagram.URI_HOST, new int[] {1, 1, 255},
          Datagram.URI_PORT, new int[] {1, 0, 2},
          Datagram.URI_PATH, new int[] {Integer.MAX_VALUE, 0, 255},
          Datagram.URI_QUERY, new int[] {Integer.MAX_VALUE, 0, 255},
          Datagram.ACCEPT, new int[] {1, 0, 2},
          Datagram.BLOCK2, new int[] {1, 0, 3},
          Datagram.BLOCK1, new int[] {1, 0, 3});

  /**
   * @param mark the beginning of its payload, which no other has
   */
  record Sent(byte[] bytes, String mark) {
    /** Whether this may become a message: judged by another reading of the same RFC. */
    boolean isRequest() {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      try {
        int first = in.get() & 0xFF;
        in.position(4 + (first & 0x0F));
        return first >> 6 == 1 && ((first >> 4) & 3) < 2 && areUnderstood(in);
      } catch (BufferUnderflowException | IllegalArgumentException malformed) {
        return false;
      }
    }

    private static boolean areUnderstood(ByteBuffer in) {
      Map<Integer, Integer> times = new HashMap<>();
      int number = 0;
      while (in.hasRemaining()) {
        int option = in.get() & 0xFF;
        if (option == 0xFF) {
          return in.hasRemaining();
        }
        number += extended(in, option >> 4);
        int length = extended(in, option & 0x0F);
        byte[] value = new byte[length];
        in.get(value);
        // zeros before a number count for nothing
        int zeros = 0;
        while (number != Datagram.URI_HOST && zeros < length && value[zeros] == 0) {
          zeros++;
        }
        int[] allowed = ALLOWED.get(number);
        if (number % 2 == 1
            && (allowed == null
                || times.merge(number, 1, Integer::sum) > allowed[0]
                || length < allowed[1]
                || length - zeros > allowed[2])) {
          return false;
        }
      }
      return true;
    }

    private static int extended(ByteBuffer in, int nibble) {
      return switch (nibble) {
        case 15 -> throw new IllegalArgumentException("reserved");
        case 14 -> (in.getShort() & 0xFFFF) + 269;
        case 13 -> (in.get() & 0xFF) + 13;
        default -> nibble;
      };
    }
  }

  private final Random random;

  AnyDatagram(Random random) {
    this.random = random;
  }

  Sent next() {
    String mark = Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    byte[] bytes = random.nextInt(6) == 0 ? noise() : message(mark);
    return new Sent(random.nextInt(3) == 0 ? damaged(bytes) : bytes, mark);
  }

  private byte[] noise() {
    byte[] bytes = new byte[1 + random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    byte[] copy = bytes.clone();
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(copy, 1 + random.nextInt(copy.length)) : copy;
  }

  private byte[] message(String mark) {
    Datagram message = Datagram.of(type(), code(), random.nextInt(65_536));
    message.token(random.ints(random.nextInt(9), 0, 256).toArray());
    String path = PATHS.get(random.nextInt(PATHS.size()));
    if (!path.isEmpty()) {
      message.path(path);
    }
    for (int options = few(); options > 0; options--) {
      option(message);
    }
    if (random.nextInt(4) > 0) {
      message.payload(mark + "x".repeat(random.nextInt(1 << random.nextInt(11))));
    }
    return message.bytes();
  }

  private CoAP.Type type() {
    return random.nextInt(3) > 0 ? CoAP.Type.CON : CoAP.Type.valueOf(random.nextInt(4));
  }

  /** Mostly a POST, often another request, sometimes any byte. */
  private int code() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(256);
      case 1, 2, 3 -> random.nextInt(32);
      default -> 2;
    };
  }

  private void option(Datagram message) {
    int number =
        random.nextInt(8) == 0 ? random.nextInt(65_536) : NUMBERS[random.nextInt(NUMBERS.length)];
    byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(300) : random.nextInt(4)];
    random.nextBytes(value);
    for (int times = 1 + random.nextInt(8) / 7; times > 0; times--) {
      message.option(number, value);
    }
  }

  private int few() {
    return random.nextInt(3) == 0 ? random.nextInt(6) : random.nextInt(2);
  }
}
