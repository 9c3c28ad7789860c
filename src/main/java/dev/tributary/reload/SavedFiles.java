package dev.tributary.reload;

import dev.tributary.project.Project;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What was saved in the folder since a reload last went well. */
final class SavedFiles {
  private final Set<Path> files = new TreeSet<>();
  private Project project;

  /**
   * @param project the folder as it is active
   */
  SavedFiles(Project project) {
    this.project = project;
  }

  /** Reads the folder again; false if nothing has changed since this was last called. */
  boolean look() {
    Project now = project.again();
    if (now.digests().equals(project.digests())) {
      return false;
    }
    files.addAll(changed(project.digests(), now.digests()));
    project = now;
    return true;
  }

  /** The folder as it was read last, whether it is valid or not. */
  Project project() {
    return project;
  }

  Set<Path> files() {
    return files;
  }

  /** All that was saved is active. */
  void taken() {
    files.clear();
  }

  private static Set<Path> changed(Map<Path, String> before, Map<Path, String> now) {
    Set<Path> changed = new TreeSet<>(before.keySet());
    changed.addAll(now.keySet());
    changed.removeIf(file -> Objects.equals(before.get(file), now.get(file)));
    return changed;
  }
}
