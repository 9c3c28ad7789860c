package dev.tributary.cli;

import dev.tributary.check.Check;
import dev.tributary.config.Problems;
import dev.tributary.config.SettingsLoader;
import dev.tributary.library.Libraries;
import dev.tributary.project.Project;
import dev.tributary.runtime.Gateway;
import java.nio.file.Path;

/** Starts a gateway, or says all that keeps it from starting. */
final class Starting {
  private Starting() {}

  /**
   * What can be known before.
   *
   * @return the folder as it was read
   * @throws Problems.Found with everything that is wrong
   */
  static Project check(SettingsLoader.Loaded loaded, Path routes) {
    requireLibraries();
    Preflight.check(loaded.settings().tributary(), routes);
    Project project = Project.read(routes);
    Check.start(loaded, project, Gateway::passive, false);
    return project;
  }

  /**
   * @throws Problems.Found where a jar in lib/ is not on the class path
   */
  static void requireLibraries() {
    Problems problems = new Problems();
    problems.addAll(Libraries.problems());
    problems.throwIfAny();
  }

  /** Reads the files beside the routes and makes the listeners. */
  static Gateway make(SettingsLoader.Loaded loaded, Project project) throws Exception {
    try {
      return new Gateway(loaded, project);
    } catch (Exception | Error e) {
      Check.start(loaded, project, Gateway::passive, true);
      throw e;
    }
  }

  /** Takes down what stood when the start failed, so that the last that is printed is why. */
  static void start(Gateway gateway, SettingsLoader.Loaded loaded, Project project)
      throws Exception {
    try {
      gateway.start();
    } catch (Exception | Error e) {
      gateway.close();
      Check.start(loaded, project, Gateway::passive, true);
      throw e;
    }
  }
}
