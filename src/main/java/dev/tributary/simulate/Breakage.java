package dev.tributary.simulate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What goes wrong in the field: cut off, overwritten, empty, another language. */
final class Breakage {
  private Breakage() {}

  static byte[] of(byte[] payload, SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> cut(payload);
      case 1 -> new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2, 3};
      case 2 -> new byte[0];
      default -> foreign();
    };
  }

  /** Of a bare number only another number would be left. */
  private static byte[] cut(byte[] payload) {
    return payload[0] == '{' || payload[0] == '['
        ? Arrays.copyOf(payload, Math.max(1, payload.length / 2 - 1))
        : foreign();
  }

  private static byte[] foreign() {
    return "<status>ERR</status>".getBytes(StandardCharsets.UTF_8);
  }
}
