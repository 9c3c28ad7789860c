package dev.tributary.cli;

import dev.tributary.analytics.rules.AlertRecord;
import dev.tributary.text.Printable;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Alerts as lines of a terminal: a few a second, and of the others how many there were. */
final class AlertLines {
  private static final int MOST = 5;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final PrintStream out;
  private long begun;
  private int shown;
  private int left;

  AlertLines(PrintStream out) {
    this.out = out;
  }

  void show(AlertRecord alert) {
    show(alert, System.nanoTime());
  }

  synchronized void show(AlertRecord alert, long now) {
    if (now - begun >= SECOND || shown == 0) {
      if (left > 0) {
        out.println("and %d alerts more (the command alerts lists what fires)".formatted(left));
      }
      begun = now;
      shown = 0;
      left = 0;
    }
    if (shown >= MOST) {
      left++;
      return;
    }
    shown++;
    out.println(
        Printable.line(
            "alert %s: %s: %s".formatted(alert.state().word(), alert.alert(), alert.text())));
  }
}
