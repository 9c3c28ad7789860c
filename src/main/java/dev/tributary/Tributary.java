package dev.tributary;

import dev.tributary.cli.TributaryCommand;
import dev.tributary.library.Libraries;

/** The program. */
public final class Tributary {
  private Tributary() {}

  public static void main(String[] args) {
    Libraries.load(args);
    System.exit(TributaryCommand.execute(args));
  }
}
