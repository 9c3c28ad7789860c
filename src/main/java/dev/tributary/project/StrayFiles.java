package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.OperatorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Files that hold routes but have not the name of one, so that Camel never gets to see them.
 *
 * @param findings one for each
 */
public record StrayFiles(List<Finding> findings) {
  private static final Set<String> ROUTES =
      Set.of(
          "route",
          "from",
          "rest",
          "routeConfiguration",
          "route-configuration",
          "routeTemplate",
          "templatedRoute",
          "restConfiguration",
          "onException");

  public static StrayFiles of(Project project) {
    return project.part(StrayFiles.class, StrayFiles::isOther, () -> in(project.files()));
  }

  /** A file of YAML that is not read as routes or as a kamelet. */
  private static boolean isOther(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".yaml") || name.endsWith(".yml"))
        && !name.endsWith(YamlTree.SUFFIX)
        && !name.endsWith(".kamelet.yaml");
  }

  private static StrayFiles in(OperatorFolder folder) {
    List<Finding> findings = new ArrayList<>();
    for (Path file : folder.files()) {
      String name = file.getFileName().toString();
      if (isOther(file) && (name.endsWith(".camel.yml") || holdsRoutes(file))) {
        String right = name.replaceFirst("(\\.camel)?\\.ya?ml$", YamlTree.SUFFIX);
        findings.add(
            new Finding(
                folder.name(file),
                0,
                "holds routes but is not read: its name must end in %s (%s)"
                    .formatted(YamlTree.SUFFIX, right)));
      }
    }
    return new StrayFiles(List.copyOf(findings));
  }

  private static boolean holdsRoutes(Path file) {
    try {
      String text = OperatorFile.text(file, OperatorFile.CODE);
      for (JsonNode item : YamlTree.parse(text, "", file).root()) {
        if (item.isObject() && item.size() == 1 && ROUTES.contains(item.fieldNames().next())) {
          return true;
        }
      }
      return false;
    } catch (OperatorFile.Unreadable | YamlTree.Found e) {
      // what is wrong with it is reported where it is read
      return false;
    }
  }
}
