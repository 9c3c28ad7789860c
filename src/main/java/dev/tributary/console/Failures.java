package dev.tributary.console;

import dev.tributary.config.FailureSentence;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.text.Printable;

/** What a person in front of the console reads of a failure. */
final class Failures {
  private Failures() {}

  static int status(Throwable failure) {
    return failure instanceof ConsoleFailure known
        ? known.status()
        : failure instanceof IllegalArgumentException ? 400 : 500;
  }

  static String sentence(Throwable failure) {
    boolean ours = failure instanceof ConsoleFailure || failure instanceof IllegalArgumentException;
    return Printable.line(
        ours && failure.getMessage() != null ? failure.getMessage() : FailureSentence.of(failure));
  }
}
