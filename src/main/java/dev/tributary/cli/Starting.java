package dev.tributary.cli;

import dev.tributary.check.Check;
import dev.tributary.config.Mode;
import dev.tributary.config.Problems;
import dev.tributary.config.SettingsLoader;
import dev.tributary.library.Libraries;
import dev.tributary.module.Part;
import dev.tributary.project.Project;
import dev.tributary.runtime.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts a gateway, or reports all that keeps it from starting. */
final class Starting {
  private Starting() {}

  /** What stands in for brokers that are not named, so that the rest can be looked at. */
  private static final Map<String, String> SOME_BROKERS =
      Map.of(
          "tributary.kafka.brokers", "localhost:9092",
          "tributary.mqtt.broker-url", "tcp://localhost:1883");

  /**
   * The settings.
   *
   * @throws Problems.Found with everything that is wrong, what would only be found later included
   */
  static SettingsLoader.Loaded settings(
      CommonOptions options, Mode mode, Map<String, String> overrides) {
    try {
      return overrides.isEmpty() ? options.load(mode) : options.load(mode, overrides);
    } catch (Problems.Found first) {
      Set<String> all = new LinkedHashSet<>(first.problems());
      try {
        check(options.load(mode, SOME_BROKERS), options.routes());
      } catch (Problems.Found more) {
        all.addAll(more.problems());
      }
      throw new Problems.Found(List.copyOf(all));
    }
  }

  /**
   * What can be known before.
   *
   * @return the folder as it was read
   * @throws Problems.Found with everything that is wrong
   */
  static Project check(SettingsLoader.Loaded loaded, Path routes) {
    requireLibraries();
    Problems problems = new Problems();
    collect(problems, () -> Preflight.check(loaded.settings().tributary(), routes));
    boolean folder = Files.isDirectory(routes);
    Project project = folder ? Project.read(routes) : null;
    if (folder) {
      collect(problems, () -> Check.start(loaded, project, Gateway::passive, false));
    }
    problems.throwIfAny();
    return project;
  }

  private static void collect(Problems problems, Runnable check) {
    try {
      check.run();
    } catch (Problems.Found found) {
      found.problems().stream()
          .filter(one -> !problems.list().contains(one))
          .forEach(problems::add);
    }
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
  static Gateway make(SettingsLoader.Loaded loaded, Project project, Set<Part> parts)
      throws Exception {
    try {
      return new Gateway(loaded, project, parts);
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
