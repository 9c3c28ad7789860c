package dev.tributary.cli;

import dev.tributary.support.DaemonThreads;
import dev.tributary.text.Printable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The last line of a terminal, which shows how things go. What else is printed appears above it:
 * the line is cleared before, and drawn again after. Where output is no terminal it is a line a
 * minute.
 */
final class StatusLine implements AutoCloseable {
  private static final String CLEAR = "\r\u001b[K";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";
  private static final long SECONDS_BETWEEN_LOOKS_AT_WIDTH = 10;

  private final PrintStream out;
  private final boolean terminal;
  private final boolean coloured;
  private final IntSupplier width;
  private ScheduledExecutorService timer;
  private int columns;
  private String shown = "";
  private boolean drawn;
  private boolean midLine;
  private boolean closed;

  StatusLine(PrintStream out, boolean terminal, boolean coloured, IntSupplier width) {
    this.out = out;
    this.terminal = terminal;
    this.coloured = coloured;
    this.width = width;
  }

  /**
   * From now on System.out and System.err print above the line; to be called before the first
   * logger is made, which keeps the stream that it finds.
   */
  static StatusLine ofProcess() {
    StatusLine line =
        new StatusLine(System.out, Terminal.isWatched(), Terminal.isColoured(), Terminal::width);
    if (line.terminal) {
      System.setOut(line.above(System.out));
      System.setErr(line.above(System.err));
    }
    return line;
  }

  /** A stream whose output appears above the line. */
  PrintStream above(PrintStream to) {
    return new PrintStream(new Above(to), true, StandardCharsets.UTF_8);
  }

  /** Shows it from a daemon thread until {@link #close}. */
  synchronized void start(Supplier<String> line) {
    timer = DaemonThreads.scheduler("status-line");
    if (terminal) {
      columns = width.getAsInt();
      every(1, () -> show(line.get()));
      every(SECONDS_BETWEEN_LOOKS_AT_WIDTH, () -> columns(width.getAsInt()));
    } else {
      every(60, () -> out.println(Printable.line(line.get())));
    }
  }

  private void every(long seconds, Runnable step) {
    var unused = timer.scheduleAtFixedRate(step, seconds, seconds, TimeUnit.SECONDS);
  }

  synchronized void columns(int now) {
    columns = now;
  }

  synchronized void show(String line) {
    shown = Printable.line(line);
    if (!closed && !midLine) {
      draw();
    }
  }

  private void draw() {
    if (shown.isEmpty()) {
      return;
    }
    // the last column stays empty: a terminal would wrap there
    int most = Math.max(1, columns - 1);
    String text = shown.codePointCount(0, shown.length()) > most ? cut(shown, most) : shown;
    out.print(CLEAR + coloured(text));
    out.flush();
    drawn = true;
  }

  private static String cut(String text, int most) {
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  private String coloured(String text) {
    String word = text.split("[^a-z]", 2)[0];
    return coloured && !word.isEmpty()
        ? (word.equals("ready") ? GREEN : YELLOW) + word + PLAIN + text.substring(word.length())
        : text;
  }

  private void clear() {
    if (drawn) {
      out.print(CLEAR);
      out.flush();
      drawn = false;
    }
  }

  /** Ends the line: what follows begins on one of its own. */
  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
    if (drawn && !closed) {
      out.println();
      drawn = false;
    }
    closed = true;
  }

  private final class Above extends FilterOutputStream {
    Above(OutputStream to) {
      super(to);
    }

    @Override
    public void write(int character) throws IOException {
      write(new byte[] {(byte) character}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) {
        return;
      }
      synchronized (StatusLine.this) {
        clear();
        out.flush();
        super.out.write(bytes, from, length);
        super.out.flush();
        midLine = bytes[from + length - 1] != '\n';
        if (!midLine && !closed) {
          draw();
        }
      }
    }
  }
}
