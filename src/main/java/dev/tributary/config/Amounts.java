package dev.tributary.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: {@code 5s}, {@code 500 ms}, {@code 256 KiB}. */
public final class Amounts {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12}) ?([A-Za-z]+)");

  private Amounts() {}

  /**
   * @throws IllegalArgumentException with the rule
   */
  public static Duration duration(String text) {
    Matcher matcher = AMOUNT.matcher(text.strip());
    String rule = "must be a duration like 500ms, 5s, 10m, 2h or 7d";
    if (!matcher.matches()) {
      throw new IllegalArgumentException(rule);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> throw new IllegalArgumentException(rule);
    };
  }

  /**
   * @throws IllegalArgumentException with the rule
   */
  public static long bytes(String text) {
    String stripped = text.strip();
    Matcher matcher = AMOUNT.matcher(stripped.matches("\\d{1,12}") ? stripped + " b" : stripped);
    String rule = "must be a size like 4096, 256 KiB or 8 MiB";
    if (!matcher.matches()) {
      throw new IllegalArgumentException(rule);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "b" -> number;
      case "kib" -> Math.multiplyExact(number, 1024L);
      case "mib" -> Math.multiplyExact(number, 1024L * 1024);
      case "gib" -> Math.multiplyExact(number, 1024L * 1024 * 1024);
      default -> throw new IllegalArgumentException(rule);
    };
  }
}
