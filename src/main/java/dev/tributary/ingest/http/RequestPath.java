package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The path of a request, each segment percent-decoded once.
 *
 * @param text the path as it came
 * @param address what stands behind {@code /v1/}, decoded
 * @param levels the same by segment: a decoded slash separates nothing
 */
record RequestPath(String text, String address, String[] levels) {
  static RequestPath of(String path) {
    String text = path == null ? "" : path;
    int from = text.startsWith(ServedPath.VERSION) ? ServedPath.VERSION.length() : 1;
    String address = text.length() < from ? "" : text.substring(from);
    String[] levels = address.split("/", -1);
    if (address.indexOf('%') < 0) {
      return new RequestPath(text, address, levels);
    }
    for (int i = 0; i < levels.length; i++) {
      levels[i] = decode(levels[i]);
    }
    return new RequestPath(text, String.join("/", levels), levels);
  }

  private static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    byte[] bytes = new byte[segment.length()];
    int length = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) (hex(segment, i + 1) << 4 | hex(segment, i + 2));
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static int hex(String segment, int at) {
    int digit = at < segment.length() ? Character.digit(segment.charAt(at), 16) : -1;
    if (digit < 0) {
      throw malformed();
    }
    return digit;
  }

  private static Rejection malformed() {
    return new Rejection(
        Reason.BAD_IDENTITY, "the path must be percent-encoded UTF-8, which it is not");
  }
}
