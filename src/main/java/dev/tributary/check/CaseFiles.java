package dev.tributary.check;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.normalize.Normalization;
import dev.tributary.normalize.NormalizeObserver;
import dev.tributary.project.Finding;
import dev.tributary.rehearse.CaseReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What is wrong with the cases of a folder of routes. */
final class CaseFiles {
  private CaseFiles() {}

  static List<Finding> findings(Settings.Tributary settings, Path routes) {
    Path folder = routes.resolve("cases");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    String shown = routes.getFileName() + "/cases";
    try {
      return new CaseReader(AddressTemplates.parse(settings.addresses()), kinds(settings, routes))
          .read(folder, shown).problems().stream().map(Finding::of).toList();
    } catch (IllegalArgumentException e) {
      // the templates are wrong, and it is told already
      return List.of();
    }
  }

  /** Null where the catalogue is wrong itself, and it is told already. */
  private static Set<String> kinds(Settings.Tributary settings, Path routes) {
    return Normalization.check(routes).isEmpty()
        ? new Normalization(settings.normalize(), routes, NormalizeObserver.NONE).kinds()
        : null;
  }
}
