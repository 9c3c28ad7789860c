package dev.tributary.publish;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An address as the path of a URI, which is what a CloudEvents source must be. */
final class UriPath {
  private static final boolean[] PLAIN = new boolean[128];

  static {
    Arrays.fill(PLAIN, 'a', 'z' + 1, true);
    Arrays.fill(PLAIN, 'A', 'Z' + 1, true);
    Arrays.fill(PLAIN, '0', '9' + 1, true);
    "/-._~:@=,".chars().forEach(c -> PLAIN[c] = true);
  }

  private UriPath() {}

  static String of(String address) {
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c >= PLAIN.length || !PLAIN[c]) {
        return escaped(address);
      }
    }
    return "/" + address;
  }

  private static String escaped(String address) {
    StringBuilder path = new StringBuilder(address.length() * 2).append('/');
    for (byte b : address.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && PLAIN[b]) {
        path.append((char) b);
      } else {
        path.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return path.toString();
  }
}
