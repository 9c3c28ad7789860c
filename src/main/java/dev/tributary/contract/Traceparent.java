package dev.tributary.contract;

import java.util.regex.Pattern;

/** The W3C trace context that a sender gave: taken only when it has the right form. */
public final class Traceparent {
  private static final int LONGEST = 128;
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]*)?");

  private Traceparent() {}

  /** The value itself, or null when it is none. */
  public static String orNull(String value) {
    return value != null && value.length() <= LONGEST && FORM.matcher(value).matches()
        ? value
        : null;
  }
}
