package dev.tributary.config;

import dev.tributary.text.Printable;
import java.util.HashSet;
import java.util.Set;

/** What a thrown exception or error means to an operator, in one line. */
public final class FailureSentence {
  private static final int LONGEST = 1000;

  private FailureSentence() {}

  public static String of(Throwable failure) {
    Throwable cause = failure;
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      cause = t;
      if (t instanceof StackOverflowError) {
        return "it is nested too deeply, or refers to itself without end";
      }
      if (t instanceof OutOfMemoryError) {
        return "it takes more memory than there is: the heap may have %d MiB (-Xmx)"
            .formatted(Runtime.getRuntime().maxMemory() >> 20);
      }
    }
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    return oneLine(
        cause instanceof Error ? cause.getClass().getSimpleName() + ": " + message : message);
  }

  /** The text on one line, without other control characters, cut where it goes on for long. */
  public static String oneLine(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return Printable.line(cut.strip().replaceAll("\\s*\\R\\s*", "; "));
  }
}
