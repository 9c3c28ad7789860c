package dev.tributary.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What the output of a command goes to. */
final class Terminal {
  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /** Whether a person watches. */
  static boolean isWatched() {
    String kind = System.getenv("TERM");
    return kind != null && !kind.equals("dumb") && isConsole();
  }

  /** Whether colour is wanted: on a terminal, unless NO_COLOR is set (no-color.org). */
  static boolean isColoured() {
    String no = System.getenv("NO_COLOR");
    return isWatched() && (no == null || no.isEmpty());
  }

  @SuppressWarnings("SystemConsoleNull") // from Java 22 on it exists for a file too, and can tell
  private static boolean isConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** The columns of the terminal, or the usual number where it does not report them. */
  static int width() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "stty size </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (stty.waitFor(1, TimeUnit.SECONDS)) {
        String[] size =
            new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ");
        int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
        return columns > 0 ? columns : USUAL_WIDTH;
      }
      stty.destroyForcibly();
    } catch (IOException | NumberFormatException e) {
      return USUAL_WIDTH;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return USUAL_WIDTH;
  }
}
