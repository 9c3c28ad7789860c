package dev.tributary.rehearse;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.project.Project;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shipped routes, rehearsed. */
final class Rehearsed implements AutoCloseable {
  static final Path ROUTES = Path.of("routes");

  private final SettingsLoader.Loaded loaded;
  private final Rehearsal rehearsal;
  private final CaseRunner runner;

  Rehearsed(Map<String, String> sets) throws Exception {
    this(ROUTES, sets);
  }

  Rehearsed(Path routes, Map<String, String> sets) throws Exception {
    loaded = load(sets);
    Project project = Project.read(routes);
    rehearsal = new Rehearsal(Gateway::offline, loaded, project);
    runner = CaseRunner.of(rehearsal, loaded.settings(), project);
  }

  static SettingsLoader.Loaded load(Map<String, String> sets) {
    Map<String, String> all = new HashMap<>(sets);
    all.putAll(Rehearsal.settings());
    return SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), all);
  }

  CaseReader reader() throws IOException {
    return reader(loaded);
  }

  static CaseReader reader(SettingsLoader.Loaded loaded) {
    return CaseReader.of(loaded.settings().tributary(), Project.read(ROUTES));
  }

  /** The differences that the one case of this text makes. */
  List<String> run(String yaml) throws Exception {
    return runAll(yaml).get(0);
  }

  /** The differences that each case of this text makes. */
  List<List<String>> runAll(String yaml) throws Exception {
    Path file = Files.createTempFile("cases", ".yaml");
    try {
      Files.writeString(file, yaml);
      CaseReader read = reader().read(file, "cases.yaml");
      if (!read.problems().isEmpty()) {
        throw new AssertionError(read.problems());
      }
      List<List<String>> differences = new ArrayList<>();
      for (Case one : read.cases()) {
        differences.add(runner.run(one));
      }
      return differences;
    } finally {
      Files.delete(file);
    }
  }

  List<String> run(Case one) throws Exception {
    return runner.run(one);
  }

  @Override
  public void close() {
    rehearsal.close();
  }
}
