package dev.tributary.ingest.http;

/** The header of RFC 1952, of which only its length matters. */
final class GzipHeader {
  private static final int FIXED = 10;
  private static final int MOST = 4096;
  private static final int FLAG_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;

  private GzipHeader() {}

  /** How long the header is that begins here, -1 if it is not complete yet. */
  static int length(byte[] bytes, int from) {
    int there = bytes.length - from;
    if (there >= 3
        && ((bytes[from] & 0xff) != 0x1f
            || (bytes[from + 1] & 0xff) != 0x8b
            || bytes[from + 2] != 8)) {
      throw Inflation.broken();
    }
    int end = there < FIXED ? -1 : end(bytes, from);
    if ((end < 0 || end > bytes.length) && there > MOST) {
      throw Inflation.broken();
    }
    return end < 0 || end > bytes.length ? -1 : end - from;
  }

  private static int end(byte[] bytes, int from) {
    int flags = bytes[from + 3];
    int at = from + FIXED;
    if ((flags & FLAG_EXTRA) != 0) {
      if (bytes.length < at + 2) {
        return -1;
      }
      at += 2 + (bytes[at] & 0xff) + ((bytes[at + 1] & 0xff) << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      at = behindZero(bytes, at);
    }
    if ((flags & FLAG_COMMENT) != 0 && at >= 0) {
      at = behindZero(bytes, at);
    }
    return (flags & FLAG_CRC) != 0 && at >= 0 ? at + 2 : at;
  }

  private static int behindZero(byte[] start, int from) {
    for (int i = from; i < start.length; i++) {
      if (start[i] == 0) {
        return i + 1;
      }
    }
    return -1;
  }
}
