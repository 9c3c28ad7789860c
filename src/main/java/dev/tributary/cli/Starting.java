package dev.tributary.cli;

import dev.tributary.check.Check;
import dev.tributary.config.Problems;
import dev.tributary.config.SettingsLoader;
import dev.tributary.library.Libraries;
import dev.tributary.runtime.Gateway;
import java.nio.file.Path;

/** Starts a gateway, or says all that keeps it from starting. */
final class Starting {
  private Starting() {}

  /**
   * What can be known before.
   *
   * @throws Problems.Found with everything that is wrong
   */
  static void check(SettingsLoader.Loaded loaded, Path routes) {
    requireLibraries();
    Preflight.check(loaded.settings().tributary(), routes);
    Check.start(loaded, routes, false);
  }

  /**
   * @throws Problems.Found where a jar in lib/ is not on the class path
   */
  static void requireLibraries() {
    Problems problems = new Problems();
    problems.addAll(Libraries.problems());
    problems.throwIfAny();
  }

  /** Reads the files beside the routes and makes the ends. */
  static Gateway make(SettingsLoader.Loaded loaded, Path routes) throws Exception {
    try {
      return new Gateway(loaded, routes);
    } catch (Exception | Error e) {
      Check.start(loaded, routes, true);
      throw e;
    }
  }

  /** Takes down what stood when the start failed, so that the last that is printed is why. */
  static void start(Gateway gateway, SettingsLoader.Loaded loaded, Path routes) throws Exception {
    try {
      gateway.start();
    } catch (Exception | Error e) {
      gateway.close();
      Check.start(loaded, routes, true);
      throw e;
    }
  }
}
