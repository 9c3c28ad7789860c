package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Times as devices write them: ISO 8601 with any offset or none, or a number since 1970 whose
 * magnitude distinguishes seconds, milliseconds, microseconds and nanoseconds.
 */
final class Times {
  private static final BigDecimal SECONDS_END = new BigDecimal("1e11");
  private static final BigDecimal MILLIS_END = new BigDecimal("1e14");
  private static final BigDecimal MICROS_END = new BigDecimal("1e17");
  private static final BigDecimal NANOS_END = new BigDecimal("1e20");

  private static final int LONGEST_TEXT = 40;

  private Times() {}

  /** The time, or null where this is none. */
  static Instant of(JsonNode node, ZoneId zone) {
    if (node.isNumber()) {
      double value = node.doubleValue();
      return Double.isFinite(value) && Math.abs(value) < 1e20 ? epoch(node.decimalValue()) : null;
    }
    return node.isTextual() && node.textValue().length() <= LONGEST_TEXT
        ? of(node.textValue().strip(), zone)
        : null;
  }

  private static Instant of(String text, ZoneId zone) {
    if (text.isEmpty()) {
      return null;
    }
    if (isNumber(text)) {
      try {
        // fourteen digits are a date without separators
        return text.length() == 14 ? new Iso(text, zone).read() : epoch(new BigDecimal(text));
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return new Iso(text, zone).read();
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.') {
        return false;
      }
    }
    return true;
  }

  static Instant epoch(BigDecimal value) {
    BigDecimal size = value.abs();
    if (size.compareTo(SECONDS_END) < 0) {
      return nanos(value, 9);
    }
    if (size.compareTo(MILLIS_END) < 0) {
      return nanos(value, 6);
    }
    if (size.compareTo(MICROS_END) < 0) {
      return nanos(value, 3);
    }
    return size.compareTo(NANOS_END) < 0 ? nanos(value, 0) : null;
  }

  private static Instant nanos(BigDecimal value, int shift) {
    BigDecimal seconds = value.movePointLeft(9 - shift);
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    int nanos = seconds.subtract(whole).movePointRight(9).intValue();
    return Instant.ofEpochSecond(whole.longValueExact(), nanos);
  }

  /** Reads left to right, extended or basic form. */
  private static final class Iso {
    private final String text;
    private final ZoneId zone;
    private int at;

    Iso(String text, ZoneId zone) {
      this.text = text;
      this.zone = zone;
    }

    Instant read() {
      try {
        int year = digits(4);
        skip('-', '/');
        int month = digits(2);
        skip('-', '/');
        int day = digits(2);
        skip('T', 't');
        while (at < text.length() && text.charAt(at) == ' ') {
          at++;
        }
        int hour = digits(2);
        skip(':', ':');
        int minute = digits(2);
        int second = 0;
        int nano = 0;
        if (skip(':', ':') || digitAhead()) {
          second = Math.min(digits(2), 59);
          if (skip('.', ',')) {
            nano = fraction();
          }
        }
        LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second, nano);
        return offset(local);
      } catch (DateTimeException | StringIndexOutOfBoundsException e) {
        return null;
      }
    }

    private Instant offset(LocalDateTime local) {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
      if (at == text.length()) {
        return local.atZone(zone).toInstant();
      }
      String rest = text.substring(at);
      if (rest.equals("Z") || rest.equals("z") || rest.equals("UTC") || rest.equals("GMT")) {
        return local.toInstant(ZoneOffset.UTC);
      }
      return local.toInstant(ZoneOffset.of(rest));
    }

    private int digits(int count) {
      int value = 0;
      for (int i = 0; i < count; i++) {
        char c = text.charAt(at++);
        if (c < '0' || c > '9') {
          throw new DateTimeException("no digit");
        }
        value = value * 10 + c - '0';
      }
      return value;
    }

    private boolean digitAhead() {
      return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private int fraction() {
      int nano = 0;
      int unit = 100_000_000;
      for (; digitAhead(); at++) {
        nano += (text.charAt(at) - '0') * unit;
        unit /= 10;
      }
      return nano;
    }

    private boolean skip(char one, char other) {
      if (at < text.length() && (text.charAt(at) == one || text.charAt(at) == other)) {
        at++;
        return true;
      }
      return false;
    }
  }
}
