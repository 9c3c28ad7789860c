package dev.tributary.normalize;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * What the fuzzers make of bytes: the first says how to send it, two pairs which parts of the
 * payload behind them are repeated, until it is so large that what costs the square of a length
 * shows.
 *
 * @param way a number from 0 to 255
 */
public record FuzzInput(int way, byte[] payload) {
  private static final int HEADER = 5;
  private static final int SIZE = 256 * 1024;
  private static final int LONGEST_PART = 64;

  /** 50 ms are what is allowed; coverage makes code slower, and so do other processes. */
  private static final long MOST_NANOS = 1_000_000_000;

  private static final int RUNS = 3;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** One input for the payload as it is. */
  public static byte[] plain(int way, byte[] payload) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write(way);
    input.writeBytes(new byte[HEADER - 1]);
    input.writeBytes(payload);
    return input.toByteArray();
  }

  /** Null where there is no payload. */
  public static FuzzInput of(byte[] data) {
    if (data.length < HEADER) {
      return null;
    }
    byte[] payload = Arrays.copyOfRange(data, HEADER, data.length);
    // the second part first, so that it stays where it is
    payload = repeated(payload, data[3] & 0xFF, data[4] & 0xFF, SIZE / 2);
    payload = repeated(payload, data[1] & 0xFF, data[2] & 0xFF, SIZE);
    return new FuzzInput(data[0] & 0xFF, payload);
  }

  /** The input with this piece in place of what stands from here to there. */
  public static byte[] splice(byte[] input, int from, int to, byte[] piece) {
    byte[] next = new byte[from + piece.length + input.length - to];
    System.arraycopy(input, 0, next, 0, from);
    System.arraycopy(piece, 0, next, from, piece.length);
    System.arraycopy(input, to, next, from + piece.length, input.length - to);
    return next;
  }

  private static byte[] repeated(byte[] payload, int from, int length, int size) {
    if (length == 0 || length > LONGEST_PART || from + length > payload.length) {
      return payload;
    }
    ByteArrayOutputStream repeated = new ByteArrayOutputStream(size);
    repeated.write(payload, 0, from);
    for (int left = size - payload.length + length; left >= length; left -= length) {
      repeated.write(payload, from, length);
    }
    repeated.write(payload, from + length, payload.length - from - length);
    return repeated.toByteArray();
  }

  /** What handles an input. */
  public interface Target {
    void handle() throws Exception;
  }

  /** An input that costs too much each time is a finding, like any other failure. */
  void check(Target target) throws Exception {
    check(THREADS::getCurrentThreadCpuTime, target);
  }

  /**
   * @param cpuNanos what the threads have used that handle the input
   */
  public void check(LongSupplier cpuNanos, Target target) throws Exception {
    long least = Long.MAX_VALUE;
    for (int run = 0; run < RUNS && least > MOST_NANOS; run++) {
      long begun = cpuNanos.getAsLong();
      target.handle();
      least = Math.min(least, cpuNanos.getAsLong() - begun);
    }
    if (least > MOST_NANOS) {
      throw new IllegalStateException(
          "%d ms of CPU for %d bytes".formatted(least / 1_000_000, payload.length));
    }
  }
}
