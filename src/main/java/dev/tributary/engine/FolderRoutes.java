package dev.tributary.engine;

import dev.tributary.config.Problems;
import dev.tributary.project.Finding;
import dev.tributary.project.RouteFolder;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * Gives Camel the routes of a folder as a check reads them, instead of letting it look there
 * itself: it would take what editors leave, and read whatever there is.
 */
public final class FolderRoutes extends DefaultRoutesCollector {
  private final RouteFolder folder;
  private final List<String> leftOut;

  /**
   * @param leftOut the ids of routes that do not start
   */
  public FolderRoutes(RouteFolder folder, List<String> leftOut) {
    this.folder = folder;
    this.leftOut = List.copyOf(leftOut);
  }

  @Override
  public Collection<Resource> findRouteResourcesFromDirectory(
      CamelContext camel, String excludePattern, String includePattern) {
    List<Finding> unreadable = folder.unreadable();
    if (!unreadable.isEmpty()) {
      throw new Problems.Found(unreadable.stream().map(Finding::toString).toList());
    }
    if (camel instanceof GatewayContext gateway) {
      gateway.rememberRestSettings();
    }
    List<Resource> resources = new ArrayList<>();
    for (YamlTree tree : folder.trees()) {
      if (leftOut.stream().noneMatch(id -> tree.path().endsWith(id + ".camel.yaml"))) {
        resources.add(resource(tree));
      }
    }
    return resources;
  }

  /** The text of a file as it was read, whatever has been saved since. */
  public static Resource resource(YamlTree tree) {
    return resource(tree, tree.text());
  }

  static Resource resource(YamlTree tree, String text) {
    return ResourceHelper.fromString("file:" + tree.path().toAbsolutePath(), text);
  }
}
