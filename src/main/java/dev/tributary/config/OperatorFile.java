package dev.tributary.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * A file that an operator wrote, read so that it can neither hang the process nor exhaust it: it
 * has a bound, and is no pipe or device. A byte-order mark, as Windows writes it, is left out.
 */
public final class OperatorFile {
  /** The bound in bytes of what becomes code: routes, mappings, schemas. */
  public static final int CODE = 256 << 10;

  /** The bound of settings, data and certificates. */
  public static final int DATA = 1 << 20;

  /** The bound of lists of tokens or keys, with a line for each device. */
  public static final int CREDENTIALS = 16 << 20;

  private static final String BOUND = "must have at most %s but has %s";
  private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] UTF_16_MARK = {(byte) 0xFE, (byte) 0xFF};
  private static final byte[] UTF_16_LITTLE_MARK = {(byte) 0xFF, (byte) 0xFE};

  private OperatorFile() {}

  /** Why a file cannot be read, as it goes on behind the name of the file. */
  public static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;
    private final int line;

    private Unreadable(String why, int line, Throwable cause) {
      super(why, cause);
      this.line = line;
    }

    private Unreadable(String why) {
      this(why, 0, null);
    }

    /** Where it went wrong, 0 for the whole file. */
    public int line() {
      return line;
    }

    /** The whole sentence: {@code kinds.yaml:3: must be UTF-8}. */
    public String of(String name) {
      return (line == 0 ? name : name + ":" + line) + ": " + getMessage();
    }
  }

  /** Also where it is a link to nothing, or anything else that cannot be read. */
  public static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * The text of a file in UTF-8.
   *
   * @param most the bound in bytes
   */
  public static String text(Path file, int most) throws Unreadable {
    byte[] bytes = bytes(file, most);
    if (begins(bytes, UTF_16_MARK) || begins(bytes, UTF_16_LITTLE_MARK)) {
      throw new Unreadable("must be UTF-8 but is UTF-16");
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new Unreadable("must be UTF-8 but this line is not", line, null);
    }
    return out.flip().toString();
  }

  /** The bytes of a file, without a byte-order mark of UTF-8. */
  public static byte[] bytes(Path file, int most) throws Unreadable {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (!found.isRegularFile()) {
        throw new Unreadable(
            "must be a file but is "
                + (found.isDirectory() ? "a folder" : "a pipe, a socket or a device"));
      }
      if (found.size() > most) {
        throw new Unreadable(BOUND.formatted(amount(most), amount(found.size())));
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(most + 1);
      }
      if (bytes.length > most) {
        throw new Unreadable(BOUND.formatted(amount(most), "more"));
      }
      return begins(bytes, UTF_8_MARK)
          ? Arrays.copyOfRange(bytes, UTF_8_MARK.length, bytes.length)
          : bytes;
    } catch (Unreadable e) {
      throw e;
    } catch (IOException e) {
      throw new Unreadable(why(file, e), 0, e);
    }
  }

  private static String amount(long bytes) {
    return bytes < 10 << 20
        ? "%d KiB".formatted((bytes + 1023) >> 10)
        : "%d MiB".formatted(bytes >> 20);
  }

  private static boolean begins(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }

  private static String why(Path file, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return Files.isSymbolicLink(file) ? "is a link to nothing" : "does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "cannot be read: permission denied";
    }
    String reason =
        failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
    if (String.valueOf(reason).startsWith("Too many levels of symbolic links")) {
      return "is a link that leads back to itself";
    }
    return "cannot be read: " + FailureSentence.oneLine(String.valueOf(reason));
  }
}
