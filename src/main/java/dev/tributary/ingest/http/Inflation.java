package dev.tributary.ingest.http;

import dev.tributary.event.Reason;
import dev.tributary.event.Rejection;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses piece by piece and only as much as is asked for, so that a small body never becomes
 * a large array unasked. The JDK's own gzip stream needs a thread that waits.
 */
final class Inflation implements AutoCloseable {
  private final boolean gzip;
  private final CRC32 crc = new CRC32();
  private byte[] piece = {};
  private Inflater inflater;
  private byte[] trailer = {};
  private long total;

  Inflation(ContentCoding coding) {
    gzip = coding == ContentCoding.GZIP;
  }

  /** Inflates a whole body of at most this many bytes, counted as they come. */
  static byte[] all(byte[] body, ContentCoding coding, int most, ReceivingBytes.Share share) {
    try (Inflation inflation = new Inflation(coding)) {
      inflation.feed(body);
      ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.min(most, 4 * body.length));
      byte[] part = new byte[8192];
      for (int length = inflation.read(part); length > 0; length = inflation.read(part)) {
        whole.write(part, 0, length);
        if (whole.size() > most) {
          throw Reception.tooLarge(most);
        }
        share.hold((long) body.length + whole.size());
      }
      inflation.end();
      return whole.toByteArray();
    }
  }

  /** Takes more of the body; everything of the last piece must have been read. */
  void feed(byte[] more) {
    if (inflater == null) {
      piece = join(piece, more);
      int header = gzip ? GzipHeader.length(piece) : zlibHeader();
      if (header >= 0) {
        inflater = new Inflater(gzip || !isZlib());
        inflater.setInput(piece, header, piece.length - header);
      }
    } else if (inflater.finished()) {
      trail(more);
    } else {
      piece = more;
      inflater.setInput(piece);
    }
  }

  /** Inflates into the array; 0 when more of the body is needed, or there is none. */
  int read(byte[] into) {
    if (inflater == null || inflater.finished()) {
      return 0;
    }
    int length;
    try {
      length = inflater.inflate(into);
    } catch (DataFormatException e) {
      throw broken();
    }
    if (inflater.needsDictionary()) {
      throw broken();
    }
    crc.update(into, 0, length);
    total += length;
    if (inflater.finished()) {
      trail(Arrays.copyOfRange(piece, piece.length - inflater.getRemaining(), piece.length));
    }
    return length;
  }

  /** Says that the body has come to its end, which must be the end of the compressed data. */
  void end() {
    if (inflater == null || !inflater.finished() || trailer.length != trailerLength()) {
      throw broken();
    }
    if (gzip && (little(0) != (int) crc.getValue() || little(4) != (int) total)) {
      throw broken();
    }
  }

  private void trail(byte[] more) {
    trailer = join(trailer, more);
    if (trailer.length > trailerLength()) {
      throw broken();
    }
  }

  private int trailerLength() {
    return gzip ? 8 : 0;
  }

  private int little(int at) {
    return (trailer[at] & 0xff)
        | (trailer[at + 1] & 0xff) << 8
        | (trailer[at + 2] & 0xff) << 16
        | trailer[at + 3] << 24;
  }

  private int zlibHeader() {
    return piece.length < 2 ? -1 : 0;
  }

  /** Many senders of "deflate" leave out the zlib header that belongs to it. */
  private boolean isZlib() {
    return (piece[0] & 0x0f) == 8 && ((piece[0] & 0xff) << 8 | (piece[1] & 0xff)) % 31 == 0;
  }

  private static byte[] join(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  static Rejection broken() {
    return new Rejection(Reason.UNREADABLE, "the body is not what its Content-Encoding says");
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
