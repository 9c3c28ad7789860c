package dev.tributary.ingest.http;

import java.util.Arrays;

/**
 * Cuts a batch into its items as it arrives. It finds where an item ends and no more: whether the
 * item makes sense is for the routes to decide, for each item by itself.
 */
abstract class ItemSplitter {
  /** Stands for an item past the limit, whose bytes were dropped. */
  static final byte[] TOO_LARGE = {};

  private static final int FIRST_BUFFER = 8192;

  private final int mostBytes;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int start;
  private int at;
  private int end;
  private boolean dropping;
  private boolean complete;

  /**
   * @param mostBytes the largest item
   */
  ItemSplitter(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  void feed(byte[] bytes, int length) {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      at -= start;
      end -= start;
      start = 0;
    }
    if (buffer.length < end + length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, end + length));
    }
    System.arraycopy(bytes, 0, buffer, end, length);
    end += length;
  }

  /** How many bytes it takes of the heap. */
  int held() {
    return buffer.length;
  }

  /** Says that nothing more comes. */
  void complete() {
    complete = true;
  }

  boolean isComplete() {
    return complete;
  }

  /**
   * The next item, null when there is none in what was fed.
   *
   * @throws dev.tributary.contract.Rejection where the batch itself is broken
   */
  abstract byte[] next();

  boolean hasByte() {
    return at < end;
  }

  byte peek() {
    return buffer[at];
  }

  /** Goes on within an item; one that grows past the limit is dropped as it comes. */
  void advance() {
    at++;
    if (at - start > mostBytes) {
      dropping = true;
      start = at;
    }
  }

  /** Leaves out what stands between items. */
  void skip() {
    at++;
    start = at;
  }

  boolean isItemEmpty() {
    return at == start && !dropping;
  }

  /** The item from its first byte to here. */
  byte[] cut() {
    byte[] item = dropping ? TOO_LARGE : Arrays.copyOfRange(buffer, start, at);
    start = at;
    dropping = false;
    return item;
  }
}
