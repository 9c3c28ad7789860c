package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses piece by piece and only as much as is asked for, so that a small body never becomes
 * a large array unasked. A gzip body may be several, one behind the other (RFC 1952). The JDK's own
 * gzip stream needs a thread that waits.
 */
final class Inflation implements AutoCloseable {
  private static final int TRAILER_BYTES = 8;

  private enum Place {
    HEADER,
    DATA,
    TRAILER,
    END
  }

  private final boolean gzip;
  private final CRC32 crc = new CRC32();
  private Place place = Place.HEADER;
  private byte[] piece = {};
  private int at;
  private Inflater inflater;
  private long total;
  private long members;

  Inflation(ContentCoding coding) {
    gzip = coding == ContentCoding.GZIP;
  }

  /** Inflates a whole body of at most this many bytes, counted as they come. */
  static byte[] all(byte[] body, ContentCoding coding, int most, ReceiveBudget.Share share) {
    try (Inflation inflation = new Inflation(coding)) {
      inflation.feed(body);
      ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.min(most, 4 * body.length));
      byte[] part = new byte[8192];
      for (int length = inflation.read(part); length > 0; length = inflation.read(part)) {
        whole.write(part, 0, length);
        if (whole.size() > most) {
          throw RequestRouter.tooLarge(most);
        }
        share.hold((long) body.length + whole.size());
      }
      inflation.end();
      return whole.toByteArray();
    }
  }

  /** Takes more of the body; everything of the last piece must have been read. */
  void feed(byte[] more) {
    piece = at == piece.length ? more : join(Arrays.copyOfRange(piece, at, piece.length), more);
    at = 0;
  }

  /** Inflates into the array; 0 when more of the body is needed, or there is none. */
  int read(byte[] into) {
    int length = 0;
    boolean further = true;
    while (length == 0 && further) {
      switch (place) {
        case HEADER -> further = begin();
        case DATA -> {
          length = inflate(into);
          further = place != Place.DATA;
        }
        case TRAILER -> further = finish();
        case END -> {
          if (at < piece.length) {
            throw broken();
          }
          further = false;
        }
      }
    }
    return length;
  }

  /** The body is complete, and so must be the compressed data. */
  void end() {
    boolean whole = gzip ? place == Place.HEADER && members > 0 : place == Place.END;
    if (!whole || at < piece.length) {
      throw broken();
    }
  }

  private boolean begin() {
    int header = gzip ? GzipHeader.length(piece, at) : zlibHeader();
    if (header < 0) {
      return false;
    }
    if (inflater == null) {
      inflater = new Inflater(gzip || !isZlib());
    }
    at += header;
    place = Place.DATA;
    return true;
  }

  private int inflate(byte[] into) {
    if (inflater.needsInput()) {
      inflater.setInput(piece, at, piece.length - at);
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
    at = piece.length - inflater.getRemaining();
    crc.update(into, 0, length);
    total += length;
    if (inflater.finished()) {
      place = gzip ? Place.TRAILER : Place.END;
    }
    return length;
  }

  /** The end of a member; another may follow. */
  private boolean finish() {
    if (piece.length - at < TRAILER_BYTES) {
      return false;
    }
    if (little(at) != (int) crc.getValue() || little(at + 4) != (int) total) {
      throw broken();
    }
    at += TRAILER_BYTES;
    members++;
    total = 0;
    crc.reset();
    inflater.reset();
    place = Place.HEADER;
    return true;
  }

  private int little(int from) {
    return (piece[from] & 0xff)
        | (piece[from + 1] & 0xff) << 8
        | (piece[from + 2] & 0xff) << 16
        | piece[from + 3] << 24;
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
    return new Rejection(Reason.UNREADABLE, "the body does not match its Content-Encoding");
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
