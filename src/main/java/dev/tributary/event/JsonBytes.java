package dev.tributary.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** UTF-8 JSON, written once into one growing array. */
final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int length;

  JsonBytes(int expected) {
    bytes = new byte[expected];
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Bytes that are JSON already. */
  JsonBytes raw(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
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

  JsonBytes quoted(String text) {
    room(text.length() * 3 + 2);
    bytes[length++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
        bytes[length++] = (byte) c;
      } else if (c < 128) {
        escaped(c, text.length() - i);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        fourBytes(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        // half a surrogate pair is no character: U+FFFD stands for it, as UTF-8 decoders do
        twoOrThreeBytes(Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    bytes[length++] = '"';
    return this;
  }

  private void escaped(char c, int left) {
    room(6 + left * 3 + 1);
    bytes[length++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[length++] = (byte) c;
      case '\n' -> bytes[length++] = 'n';
      case '\r' -> bytes[length++] = 'r';
      case '\t' -> bytes[length++] = 't';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 15];
      }
    }
  }

  private void twoOrThreeBytes(char c) {
    if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | (c >> 6));
    } else {
      bytes[length++] = (byte) (0xE0 | (c >> 12));
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
    }
    bytes[length++] = (byte) (0x80 | (c & 0x3F));
  }

  private void fourBytes(int codePoint) {
    bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
  }

  /** Quoted, UTC, with milliseconds: {@code "2026-11-21T03:00:00.123Z"}. */
  JsonBytes time(Instant time) {
    room(26);
    long millis = time.toEpochMilli();
    int ofDay = (int) Math.floorMod(millis, 86_400_000L);
    // days since 0000-03-01, so that the leap day is a year's last
    long day = Math.floorDiv(millis, 86_400_000L) + 719_468;
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
    digits(ofDay / 3_600_000, ':').digits(ofDay / 60_000 % 60, ':').digits(ofDay / 1000 % 60, '.');
    bytes[length++] = (byte) ('0' + ofDay % 1000 / 100);
    digits(ofDay % 100, 'Z');
    bytes[length++] = '"';
    return this;
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
