package dev.tributary.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** A command line, its exit code, and what it printed. */
record Ran(int code, String out) {
  static synchronized Ran of(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      int code = TributaryCommand.execute(args);
      return new Ran(code, printed.toString(UTF_8));
    } finally {
      System.setOut(before);
    }
  }
}
