package dev.tributary.normalize;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;

/**
 * What src/test/fuzz/run.sh gives bytes, as {@link FuzzInput} reads them; the way is the format.
 */
public final class FuzzDecoder {
  private static final Decoder DECODER = new Decoder(32, 10_000);
  private static final MediaType[] TYPES = MediaType.values();

  private FuzzDecoder() {}

  /** Whatever the bytes are: soon a tree, or they are unreadable or too many values. */
  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    FuzzInput input = FuzzInput.of(data);
    if (input != null) {
      input.check(() -> decode(input.payload(), TYPES[input.way() % TYPES.length]));
    }
  }

  private static void decode(byte[] payload, MediaType type) {
    try {
      if (DECODER.decode(payload, type) == null) {
        throw new IllegalStateException("neither a tree nor a rejection");
      }
    } catch (Rejection rejection) {
      if (rejection.reason() != Reason.UNREADABLE && rejection.reason() != Reason.TOO_LARGE) {
        throw rejection;
      }
    }
  }
}
