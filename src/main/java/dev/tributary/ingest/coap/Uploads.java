package dev.tributary.ingest.coap;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.californium.core.coap.BlockOption;

/**
 * The uploads in blocks (RFC 7959) that are under way, of all senders together: bounded in the
 * bytes they hold, in the time between two blocks and in their age. A buffer grows with what has
 * come and not with what was announced.
 */
final class Uploads {
  /** What one upload holds at least, so that the bytes bound the number as well. */
  static final int LEAST_BYTES = 4096;

  static final Duration BETWEEN_BLOCKS = Duration.ofSeconds(60);
  static final Duration LONGEST = Duration.ofMinutes(15);

  private static final Duration SOON = Duration.ofSeconds(10);

  /** A block that does not continue what came before it: the sender has to start again. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String detail) {
      super(detail, null, false, false);
    }
  }

  private static final class Upload {
    final int contentFormat;
    final long bornNanos;
    long touchedNanos;
    byte[] bytes = {};
    int size;

    Upload(int contentFormat, long bornNanos) {
      this.contentFormat = contentFormat;
      this.bornNanos = bornNanos;
    }
  }

  private final int maxPayloadBytes;
  private final long maxBytes;
  private final LongSupplier nanoTime;

  /** The one whose last block is the longest ago comes first. */
  private final Map<Object, Upload> underWay = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  Uploads(int maxPayloadBytes, long maxBytes, LongSupplier nanoTime) {
    this.maxPayloadBytes = maxPayloadBytes;
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
  }

  /**
   * @param key the sender and where it sends to: one upload at a time
   * @return the whole payload, or null while there is more to come
   * @throws Rejection if it is too large, or there is no room
   * @throws Broken if it does not continue what came before
   */
  synchronized byte[] add(Object key, BlockOption block, int contentFormat, byte[] part)
      throws Broken {
    forgetIdle();
    if (block.getNum() == 0) {
      forget(underWay.remove(key));
    }
    Upload upload = underWay.get(key);
    try {
      if (upload == null) {
        upload = begin(key, block, contentFormat);
      }
      check(upload, block, contentFormat, part);
      append(upload, part);
    } catch (Rejection | Broken e) {
      forget(underWay.remove(key));
      throw e;
    }
    if (block.isM()) {
      return null;
    }
    forget(underWay.remove(key));
    return Arrays.copyOf(upload.bytes, upload.size);
  }

  synchronized int size() {
    return underWay.size();
  }

  private Upload begin(Object key, BlockOption block, int contentFormat) throws Broken {
    if (block.getNum() != 0) {
      throw new Broken("no upload is under way that block %d continues".formatted(block.getNum()));
    }
    Upload upload = new Upload(contentFormat, nanoTime.getAsLong());
    underWay.put(key, upload);
    return upload;
  }

  private void check(Upload upload, BlockOption block, int contentFormat, byte[] part)
      throws Broken {
    upload.touchedNanos = nanoTime.getAsLong();
    if (upload.touchedNanos - upload.bornNanos > LONGEST.toNanos()) {
      throw new Broken("an upload takes at most %d minutes".formatted(LONGEST.toMinutes()));
    }
    if (upload.contentFormat != contentFormat) {
      throw new Broken("the blocks of an upload have one Content-Format");
    }
    if (block.getOffset() != upload.size) {
      throw new Broken(
          "the next block starts at byte %d, but this starts at %d"
              .formatted(upload.size, block.getOffset()));
    }
    if (block.isM() && part.length != block.getSize()) {
      throw new Broken(
          "a block before the last has %d bytes, but this has %d"
              .formatted(block.getSize(), part.length));
    }
    if (part.length > block.getSize()) {
      throw new Broken(
          "a block has at most %d bytes, but this has %d".formatted(block.getSize(), part.length));
    }
    if (upload.size + part.length > maxPayloadBytes) {
      throw new Rejection(
          Reason.TOO_LARGE, "a payload has at most %d bytes".formatted(maxPayloadBytes));
    }
  }

  private void append(Upload upload, byte[] part) {
    int needed = upload.size + part.length;
    if (needed > upload.bytes.length || upload.bytes.length == 0) {
      int capacity = Math.max(LEAST_BYTES, Math.min(maxPayloadBytes, needed * 2));
      int more = capacity - upload.bytes.length;
      if (bytes + more > maxBytes) {
        throw new Rejection(Reason.OVERLOADED, "too many uploads in blocks at once", SOON);
      }
      bytes += more;
      upload.bytes = Arrays.copyOf(upload.bytes, capacity);
    }
    System.arraycopy(part, 0, upload.bytes, upload.size, part.length);
    upload.size = needed;
  }

  private void forgetIdle() {
    long oldest = nanoTime.getAsLong() - BETWEEN_BLOCKS.toNanos();
    Iterator<Upload> eldest = underWay.values().iterator();
    while (eldest.hasNext()) {
      Upload upload = eldest.next();
      if (upload.touchedNanos - oldest >= 0) {
        return;
      }
      forget(upload);
      eldest.remove();
    }
  }

  private void forget(Upload upload) {
    if (upload != null) {
      bytes -= upload.bytes.length;
    }
  }
}
