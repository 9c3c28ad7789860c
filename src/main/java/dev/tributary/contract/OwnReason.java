package dev.tributary.contract;

import java.util.regex.Pattern;

/**
 * A reason that an operator gives, as in {@code drop:<why>}: the tags of a metric are made of such.
 */
public final class OwnReason {
  private static final Pattern WORD = Pattern.compile("[a-z0-9-]{1,40}");

  private OwnReason() {}

  public static boolean isValid(String word) {
    return WORD.matcher(word).matches();
  }
}
