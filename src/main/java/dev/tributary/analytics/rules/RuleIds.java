package dev.tributary.analytics.rules;

import dev.tributary.contract.NameUuid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids and versions that come out the same in any re-run. */
final class RuleIds {
  private RuleIds() {}

  /** A UUID of version 8 from SHA-256 of the parts, with a zero byte between them. */
  static String id(String... parts) {
    return NameUuid.of(sha256(parts));
  }

  /** Eight hexadecimal digits. */
  static String version(String text) {
    byte[] hash = sha256(text);
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      digits.append("%02x".formatted(hash[i]));
    }
    return digits.toString();
  }

  private static byte[] sha256(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < parts.length; i++) {
        if (i > 0) {
          digest.update((byte) 0);
        }
        digest.update(parts[i].getBytes(StandardCharsets.UTF_8));
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
