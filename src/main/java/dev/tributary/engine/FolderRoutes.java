package dev.tributary.engine;

import dev.tributary.config.Problems;
import dev.tributary.project.Finding;
import dev.tributary.project.RouteFolder;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
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
  private final Predicate<YamlTree> leftOut;

  /**
   * @param leftOut the files whose routes do not start
   */
  public FolderRoutes(RouteFolder folder, Predicate<YamlTree> leftOut) {
    this.folder = folder;
    this.leftOut = leftOut;
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
      if (!leftOut.test(tree)) {
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
