package dev.tributary.project;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that a pattern may look at only so often: a pattern like {@code (a+)+$} would go back and
 * forth in the text of one message for years.
 */
public final class BoundedText implements CharSequence {
  private static final long LOOKS = 100_000;
  private static final long LOOKS_PER_CHARACTER = 50;

  private final CharSequence text;
  private final long[] left;

  private BoundedText(CharSequence text, long[] left) {
    this.text = text;
    this.left = left;
  }

  /** Thrown where the bound is passed. */
  public static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooSlow(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Applies a pattern to a text.
   *
   * @throws TooSlow where the pattern needs too long for it
   */
  public static <T> T match(Pattern pattern, String text, Function<Matcher, T> use) {
    long looks = LOOKS + LOOKS_PER_CHARACTER * text.length();
    try {
      return use.apply(pattern.matcher(new BoundedText(text, new long[] {looks})));
    } catch (StackOverflowError e) {
      throw tooSlow(pattern);
    } catch (OutOfLooks e) {
      throw tooSlow(pattern);
    }
  }

  private static TooSlow tooSlow(Pattern pattern) {
    String shown = pattern.pattern();
    return new TooSlow(
        "the pattern %s needs too long for a text"
            .formatted(shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
  }

  private static final class OutOfLooks extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfLooks() {
      super(null, null, false, false);
    }
  }

  @Override
  public char charAt(int index) {
    if (--left[0] < 0) {
      throw new OutOfLooks();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.subSequence(start, end), left);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
