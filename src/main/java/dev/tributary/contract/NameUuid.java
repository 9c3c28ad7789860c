package dev.tributary.contract;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Ids that are made of what they name: UUIDs of version 8 (RFC 9562). */
public final class NameUuid {
  private NameUuid() {}

  /**
   * @param hash at least 16 bytes, of which the first 16 count
   */
  public static String of(byte[] hash) {
    byte[] bytes = hash.clone();
    bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x80);
    bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }
}
