package dev.tributary.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** A command line, its exit code, and what it printed. */
public record Ran(int code, String out, String err) {
  public static synchronized Ran of(String... args) {
    PrintStream before = System.out;
    PrintStream errorsBefore = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setErr(new PrintStream(errors, true, UTF_8));
    try {
      int code = TributaryCommand.execute(args);
      return new Ran(code, printed.toString(UTF_8), errors.toString(UTF_8));
    } finally {
      System.setOut(before);
      System.setErr(errorsBefore);
    }
  }
}
