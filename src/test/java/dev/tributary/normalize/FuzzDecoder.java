package dev.tributary.normalize;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.util.Arrays;

/** What src/test/fuzz/run.sh gives bytes: the first says the format, the rest is the payload. */
public final class FuzzDecoder {
  private static final Decoder DECODER = new Decoder(32, 10_000);
  private static final MediaType[] TYPES = MediaType.values();

  private FuzzDecoder() {}

  /** Whatever the bytes are: a tree, or they are unreadable. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    MediaType type = TYPES[(data[0] & 0xFF) % TYPES.length];
    try {
      if (DECODER.decode(Arrays.copyOfRange(data, 1, data.length), type) == null) {
        throw new IllegalStateException("neither a tree nor a rejection");
      }
    } catch (Rejection rejection) {
      if (rejection.reason() != Reason.UNREADABLE) {
        throw rejection;
      }
    }
  }
}
