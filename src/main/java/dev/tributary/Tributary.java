package dev.tributary;

import dev.tributary.cli.TributaryCommand;

/** The program. */
public final class Tributary {
  private Tributary() {}

  public static void main(String[] args) {
    System.exit(TributaryCommand.execute(args));
  }
}
