package dev.tributary.check;

import dev.tributary.config.Settings;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import dev.tributary.rehearse.CaseReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is wrong with the cases of a folder of routes. */
final class CaseFiles {
  private CaseFiles() {}

  static List<Finding> findings(Settings.Tributary settings, Project project) {
    Path folder = project.file("cases");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    String shown = project.folder().getFileName() + "/cases";
    try {
      return CaseReader.of(settings, project).read(folder, shown).problems().stream()
          .map(Finding::of)
          .toList();
    } catch (IllegalArgumentException e) {
      // the templates are wrong, which is reported already
      return List.of();
    }
  }
}
