package dev.tributary.project;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that a pattern may look at only so often: a pattern like {@code (a+)+$} would go back and
 * forth in the text of one message for years.
 */
public final class BoundedText implements CharSequence {
  private static final long LOOKS = 100_000;
  private static final long LOOKS_PER_CHARACTER = 50;

  /** What all the texts of one message may cost beyond what is theirs by length. */
  private static final ThreadLocal<long[]> SHARED = new ThreadLocal<>();

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

  /** Counts all that is matched in this step together: a message may hold many texts. */
  public static <T> T together(Supplier<T> step) {
    SHARED.set(new long[] {LOOKS});
    try {
      return step.get();
    } finally {
      SHARED.remove();
    }
  }

  /**
   * Applies a pattern to a text.
   *
   * @throws TooSlow where the pattern needs too long for it
   */
  public static <T> T match(Pattern pattern, String text, Function<Matcher, T> use) {
    return read(pattern, text, bounded -> use.apply(pattern.matcher(bounded)));
  }

  /**
   * Hands a text to what applies the pattern to it.
   *
   * @throws TooSlow where the pattern needs too long for it
   */
  public static <T> T read(Pattern pattern, String text, Function<CharSequence, T> use) {
    long[] shared = SHARED.get();
    long spare = shared == null ? LOOKS : shared[0];
    long[] left = {spare + LOOKS_PER_CHARACTER * text.length()};
    try {
      return use.apply(new BoundedText(text, left));
    } catch (StackOverflowError | OutOfLooks e) {
      throw tooSlow(pattern);
    } finally {
      if (shared != null) {
        shared[0] = Math.max(0, Math.min(spare, left[0]));
      }
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
