package dev.tributary.normalize;

import dev.tributary.contract.NameUuid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Ids that come out the same whenever a message comes again: UUIDs of version 8 from SHA-256 of the
 * device, a zero byte, the message key, a zero byte and the index in decimal. A payload that is the
 * key, and a key of more than 1024 bytes, counts as its SHA-256.
 */
final class EventIds {
  /** Each event hashes the key. */
  private static final int LONGEST_KEY = 1024;

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(EventIds::sha256);

  private final byte[] key;

  private EventIds(byte[] key) {
    this.key = key;
  }

  static EventIds ofKey(String messageKey) {
    byte[] key = messageKey.getBytes(StandardCharsets.UTF_8);
    return key.length > LONGEST_KEY ? ofPayload(key) : new EventIds(key);
  }

  static EventIds ofPayload(byte[] payload) {
    return new EventIds(SHA_256.get().digest(payload));
  }

  String id(String device, int index) {
    MessageDigest digest = SHA_256.get();
    digest.update(device.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(key);
    digest.update((byte) 0);
    digest.update(Integer.toString(index).getBytes(StandardCharsets.US_ASCII));
    return NameUuid.of(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
