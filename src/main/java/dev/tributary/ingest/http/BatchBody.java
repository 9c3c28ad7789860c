package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;

/** The items of a batch out of its body, decompressed no further than the next one. */
final class BatchBody implements AutoCloseable {
  /** Its window and tables, which are outside of the heap, and the pieces that come out of it. */
  private static final int INFLATER_BYTES = 56 * 1024;

  private final byte[] inflated;
  private final Inflation inflation;
  private final ItemSplitter splitter;
  private final int mostBytes;
  private final int mostItems;
  private long bytes;
  private long compressed;
  private int items;
  private boolean complete;

  BatchBody(BatchFormat format, ContentCoding coding, HttpLimits limits) {
    inflation = coding == ContentCoding.IDENTITY ? null : new Inflation(coding);
    inflated = inflation == null ? null : new byte[8192];
    splitter = format.splitter(limits.payloadBytes());
    mostBytes = limits.batchBytes();
    mostItems = limits.batchItems();
  }

  void feed(byte[] piece) {
    if (inflation == null) {
      split(piece, piece.length);
    } else {
      compressed += piece.length;
      check(compressed);
      inflation.feed(piece);
    }
  }

  /** How many bytes it takes, inflated ones and those of the JDK's inflater included. */
  long held() {
    return (long) splitter.held() + (inflation == null ? 0 : INFLATER_BYTES);
  }

  void complete() {
    complete = true;
    if (inflation == null) {
      splitter.complete();
    }
  }

  /** True when all of the body was fed; items may still be left in it. */
  boolean isComplete() {
    return complete;
  }

  /**
   * The next item, null when more of the body is needed or there is none.
   *
   * @throws Rejection where the batch is broken or past its limits
   */
  byte[] next() {
    byte[] item = splitter.next();
    while (item == null && inflate()) {
      item = splitter.next();
    }
    if (item != null && ++items > mostItems) {
      throw new Rejection(Reason.TOO_LARGE, "a batch may have %d items".formatted(mostItems));
    }
    return item;
  }

  private boolean inflate() {
    if (inflation == null || splitter.isComplete()) {
      return false;
    }
    int length = inflation.read(inflated);
    if (length > 0) {
      split(inflated, length);
      return true;
    }
    if (complete) {
      inflation.end();
      splitter.complete();
    }
    return complete;
  }

  private void split(byte[] piece, int length) {
    bytes += length;
    check(bytes);
    splitter.feed(piece, length);
  }

  private void check(long size) {
    if (size > mostBytes) {
      throw new Rejection(Reason.TOO_LARGE, "a batch may have %d bytes".formatted(mostBytes));
    }
  }

  @Override
  public void close() {
    if (inflation != null) {
      inflation.close();
    }
  }
}
