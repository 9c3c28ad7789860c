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

  /** Where the compressed data begins, -1 if the header is not complete yet. */
  static int length(byte[] start) {
    if (start.length >= 3
        && ((start[0] & 0xff) != 0x1f || (start[1] & 0xff) != 0x8b || start[2] != 8)) {
      throw Inflation.broken();
    }
    int length = start.length < FIXED ? -1 : fields(start);
    if (length < 0 && start.length > MOST) {
      throw Inflation.broken();
    }
    return length <= start.length ? length : -1;
  }

  private static int fields(byte[] start) {
    int flags = start[3];
    int at = FIXED;
    if ((flags & FLAG_EXTRA) != 0) {
      if (start.length < at + 2) {
        return -1;
      }
      at += 2 + (start[at] & 0xff) + ((start[at + 1] & 0xff) << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      at = behindZero(start, at);
    }
    if ((flags & FLAG_COMMENT) != 0 && at >= 0) {
      at = behindZero(start, at);
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
