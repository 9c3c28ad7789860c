package dev.tributary.cli;

import dev.tributary.support.DaemonThreads;
import dev.tributary.text.Printable;
import java.io.PrintStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One line that stays where it is and tells how things go; one a while where output is a file. */
final class StatusLine {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private StatusLine() {}

  /** Prints from a daemon thread until the process ends. */
  static void start(Supplier<String> line, PrintStream out) {
    @SuppressWarnings("SystemConsoleNull") // a file has no TERM that counts
    boolean terminal = System.getenv("TERM") != null && System.console() != null;
    int seconds = terminal ? 1 : 10;
    ScheduledExecutorService timer = DaemonThreads.scheduler("status-line");
    var unused =
        timer.scheduleAtFixedRate(
            () -> {
              String now = Printable.line(line.get());
              out.print(terminal ? CLEAR_LINE + now : now + System.lineSeparator());
              out.flush();
            },
            seconds,
            seconds,
            TimeUnit.SECONDS);
  }
}
