package dev.tributary.console.edit;

import dev.tributary.config.OperatorFile;
import dev.tributary.project.OperatorFolder;
import dev.tributary.project.Project;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The texts of the files that run, which are not those of the folder while a save is refused. */
public final class ActiveFiles {
  private final Supplier<String> active;
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private Project project;
  private String known = "";

  /**
   * @param project as it was read at the start
   * @param active the fingerprint of the files that run
   */
  public ActiveFiles(Project project, Supplier<String> active) {
    this.project = project;
    this.active = active;
  }

  /** Reads the folder, if it is what runs. */
  public synchronized void look() {
    String now = active.get();
    if (known.equals(now)) {
      return;
    }
    project = project.again();
    if (!project.fingerprint().equals(now)) {
      return;
    }
    texts.clear();
    OperatorFolder files = project.files();
    for (Path file : files.files()) {
      try {
        texts.put(
            project.folder().relativize(file).toString(),
            OperatorFile.text(file, OperatorFile.DATA));
      } catch (OperatorFile.Unreadable e) {
        // who opens it reads why
        texts.remove(project.folder().relativize(file).toString());
      }
    }
    known = now;
  }

  /** The text that runs, or null where that is not known or there is no such file. */
  public synchronized String text(String name) {
    look();
    return texts.get(name);
  }

  /** Whether it is known what runs. */
  public synchronized boolean isKnown() {
    return known.equals(active.get());
  }
}
