package dev.tributary.check;

import dev.tributary.config.Nearest;
import dev.tributary.config.OperatorFile;
import dev.tributary.project.Finding;
import dev.tributary.project.JsonSchemas;
import dev.tributary.project.OperatorFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is wrong with the JSON Schemas of a folder of routes. */
final class SchemaFiles {
  private static final String ENDING = ".schema.json";
  private static final String EVENT = "event";

  private final Path routes;
  private final List<Finding> findings = new ArrayList<>();

  private SchemaFiles(Path routes) {
    this.routes = routes;
  }

  static List<Finding> findings(Path routes) {
    SchemaFiles files = new SchemaFiles(routes);
    OperatorFolder folder = OperatorFolder.list(routes);
    Set<String> names = new TreeSet<>(Set.of(EVENT, "flat", "senml"));
    folder.files("mappings", ".jslt").forEach(file -> names.add(name(file, ".jslt")));
    folder.files("schemas", ENDING).forEach(file -> files.check(file, names));
    return files.findings;
  }

  private void check(Path file, Set<String> names) {
    String shown = routes.getFileName() + "/schemas/" + file.getFileName();
    String name = name(file, ENDING);
    if (!names.contains(name)) {
      findings.add(
          new Finding(
              shown,
              0,
              "a schema has the name of a mapping but there is no mapping \"%s\"%s"
                  .formatted(name, Nearest.hint(name, names))));
    }
    try {
      String text = OperatorFile.text(file, OperatorFile.CODE);
      List<String> problems = JsonSchemas.problems(text);
      if (!problems.isEmpty()) {
        findings.add(
            new Finding(
                shown, 0, "this is no JSON Schema (2020-12): " + String.join("; ", problems)));
      } else {
        JsonSchemas.compile(text);
      }
    } catch (OperatorFile.Unreadable e) {
      findings.add(new Finding(shown, e.line(), e.getMessage()));
    } catch (JsonSchemas.Unusable e) {
      findings.add(new Finding(shown, e.line(), e.getMessage()));
    }
  }

  private static String name(Path file, String ending) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ending.length());
  }
}
