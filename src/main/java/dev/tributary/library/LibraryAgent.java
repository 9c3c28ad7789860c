package dev.tributary.library;

import java.lang.instrument.Instrumentation;

/**
 * Called by {@code java -jar} before the main method (manifest: {@code Launcher-Agent-Class}). It
 * only keeps what can add jars to the system class path; which jars, the command line decides.
 */
public final class LibraryAgent {
  private static Instrumentation instrumentation;

  private LibraryAgent() {}

  public static void agentmain(String arguments, Instrumentation given) {
    instrumentation = given;
  }

  /** Null where the program was not started from its jar. */
  static Instrumentation instrumentation() {
    return instrumentation;
  }
}
