package dev.tributary.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** UTF-8 JSON, written once into one growing array. */
final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What does not stand in JSON as it is. */
  private static final boolean[] ESCAPED = new boolean[128];

  static {
    Arrays.fill(ESCAPED, 0, ' ', true);
    ESCAPED['"'] = true;
    ESCAPED['\\'] = true;
    ESCAPED[127] = true;
  }

  /** What fits in here is written where the last event was: into the processor's cache. */
  private static final int KEPT = 8 * 1024;

  private static final ThreadLocal<JsonBytes> SPARE = ThreadLocal.withInitial(JsonBytes::new);

  private byte[] bytes = new byte[KEPT];
  private int length;

  /** The second that was written last, up to the dot: most times of a moment lie in it. */
  private final byte[] written = new byte["\"2026-11-21T03:00:00.".length()];

  private long writtenSecond = Long.MIN_VALUE;

  private JsonBytes() {}

  /** Empty, and this thread's only one: it is done with when the next is asked for. */
  static JsonBytes empty() {
    JsonBytes spare = SPARE.get();
    spare.length = 0;
    return spare;
  }

  byte[] toArray() {
    return take(0, length);
  }

  /** Without the quotes around it. */
  byte[] unquoted() {
    return take(1, length - 1);
  }

  private byte[] take(int from, int to) {
    byte[] taken = Arrays.copyOfRange(bytes, from, to);
    if (bytes.length > KEPT) {
      bytes = new byte[KEPT];
    }
    return taken;
  }

  /** Bytes that are JSON already. */
  JsonBytes raw(byte[] json) {
    return raw(json, 0, json.length);
  }

  private JsonBytes raw(byte[] json, int from, int to) {
    room(to - from);
    System.arraycopy(json, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  JsonBytes raw(char json) {
    room(1);
    bytes[length++] = (byte) json;
    return this;
  }

  /** ASCII that needs no escape, such as a number. */
  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is what ASCII needs
  JsonBytes ascii(String text) {
    int size = text.length();
    room(size);
    text.getBytes(0, size, bytes, length);
    length += size;
    return this;
  }

  /** Half of a surrogate pair, which is no character, becomes a question mark. */
  JsonBytes quoted(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    raw('"');
    int from = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b >= 0 && ESCAPED[b]) {
        raw(utf8, from, i).escaped(b);
        from = i + 1;
      }
    }
    return raw(utf8, from, utf8.length).raw('"');
  }

  private void escaped(byte b) {
    room(6);
    bytes[length++] = '\\';
    switch (b) {
      case '"', '\\' -> bytes[length++] = b;
      case '\n' -> bytes[length++] = 'n';
      case '\r' -> bytes[length++] = 'r';
      case '\t' -> bytes[length++] = 't';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[b >> 4];
        bytes[length++] = HEX[b & 15];
      }
    }
  }

  /** Quoted, UTC, with milliseconds: {@code "2026-11-21T03:00:00.123Z"}. */
  JsonBytes time(Instant time) {
    room(26);
    if (time.getEpochSecond() == writtenSecond) {
      System.arraycopy(written, 0, bytes, length, written.length);
      length += written.length;
    } else {
      second(time.getEpochSecond());
      System.arraycopy(bytes, length - written.length, written, 0, written.length);
      writtenSecond = time.getEpochSecond();
    }
    int millis = time.getNano() / 1_000_000;
    bytes[length++] = (byte) ('0' + millis / 100);
    digits(millis % 100, 'Z');
    bytes[length++] = '"';
    return this;
  }

  private void second(long second) {
    int ofDay = (int) Math.floorMod(second, 86_400L);
    // days since 0000-03-01, so that the leap day is a year's last
    long day = Math.floorDiv(second, 86_400L) + 719_468;
    long era = Math.floorDiv(day, 146_097L);
    int dayOfEra = (int) (day - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shifted = (5 * dayOfYear + 2) / 153;
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    bytes[length++] = '"';
    digits(year / 100, '\0').digits(year % 100, '-').digits(month, '-');
    digits(dayOfYear - (153 * shifted + 2) / 5 + 1, 'T');
    digits(ofDay / 3600, ':').digits(ofDay / 60 % 60, ':').digits(ofDay % 60, '.');
  }

  private JsonBytes digits(int number, char after) {
    bytes[length++] = (byte) ('0' + number / 10);
    bytes[length++] = (byte) ('0' + number % 10);
    if (after != '\0') {
      bytes[length++] = (byte) after;
    }
    return this;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
