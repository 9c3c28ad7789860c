package dev.tributary.publish;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** An address as the path of a URI, which is what a CloudEvents source must be. */
final class UriPath {
  private static final BitSet PLAIN = new BitSet(128);

  static {
    PLAIN.set('a', 'z' + 1);
    PLAIN.set('A', 'Z' + 1);
    PLAIN.set('0', '9' + 1);
    "/-._~:@=,".chars().forEach(PLAIN::set);
  }

  private UriPath() {}

  static String of(String address) {
    for (int i = 0; i < address.length(); i++) {
      if (!PLAIN.get(address.charAt(i))) {
        return escaped(address);
      }
    }
    return "/" + address;
  }

  private static String escaped(String address) {
    StringBuilder path = new StringBuilder(address.length() * 2).append('/');
    for (byte b : address.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && PLAIN.get(b)) {
        path.append((char) b);
      } else {
        path.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return path.toString();
  }
}
