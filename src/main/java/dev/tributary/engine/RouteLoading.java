package dev.tributary.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.project.Finding;
import dev.tributary.project.MadeRoute;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Reads route files into a context that is never started. Where a file does not go in as a whole,
 * each of its items is tried for itself, so that one wrong item does not hide the others.
 */
public final class RouteLoading {
  private final GatewayContext camel;
  private final List<TemplatedRouteDefinition> asked = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  public RouteLoading(GatewayContext camel) {
    this.camel = camel;
  }

  /** A file in which nothing is wrong so far. */
  public void load(YamlTree tree) {
    try {
      add(FolderRoutes.resource(tree), PluginHelper.getRoutesLoader(camel));
    } catch (Exception | StackOverflowError e) {
      int known = findings.size();
      items(tree, tree.root());
      if (findings.size() == known) {
        found(tree, "", "", e);
      }
    }
  }

  /**
   * A file in which something is wrong.
   *
   * @param sound the same without that; null where the faulty part cannot be separated from its
   *     item
   */
  public void load(YamlTree tree, JsonNode sound) {
    items(tree, sound);
  }

  /** Makes routes from templates, whatever file these stand in, and returns all that is wrong. */
  public List<Finding> end(List<MadeRoute> made) {
    for (TemplatedRouteDefinition one : asked) {
      try {
        camel.addRouteFromTemplatedRoute(one);
      } catch (Exception | StackOverflowError e) {
        made.stream()
            .filter(route -> route.id().equals(one.getRouteId()) && route.template() != null)
            .findFirst()
            .ifPresent(route -> found(route.tree(), route.pointer(), "", e));
      }
    }
    return findings;
  }

  private void items(YamlTree tree, JsonNode items) {
    for (int i = 0; items.isArray() && i < items.size(); i++) {
      JsonNode beans = items.get(i).path("beans");
      if (beans.isArray()) {
        for (int j = 0; j < beans.size(); j++) {
          String at = "/%d/beans/%d".formatted(i, j);
          String name = beans.get(j).path("name").asText();
          if (!item(
              tree,
              at,
              "[{\"beans\": [" + tree.text(beans.get(j), at) + "]}]",
              "the bean \"%s\": ".formatted(name))) {
            // or each route that refers to it would be called wrong, too
            camel.getRegistry().bind(name, new Object());
          }
        }
      } else if (!items.get(i).isNull()) {
        String at = "/" + i;
        item(tree, at, "[" + tree.text(items.get(i), at) + "]", "");
      }
    }
  }

  private boolean item(YamlTree tree, String pointer, String text, String what) {
    // One loader would not try a bean twice.
    try (DefaultRoutesLoader loader = new DefaultRoutesLoader(camel)) {
      add(FolderRoutes.resource(tree, text), loader);
      return true;
    } catch (Exception | StackOverflowError e) {
      found(tree, pointer, what, e);
      return false;
    }
  }

  private void add(Resource resource, RoutesLoader loader) throws Exception {
    for (RoutesBuilder builder : loader.findRoutesBuilders(List.of(resource))) {
      if (builder instanceof RouteConfigurationsBuilder configurations) {
        configurations.addRouteConfigurationsToCamelContext(camel);
      }
      builder.addRoutesToCamelContext(camel);
      asked.addAll(((RouteBuilder) builder).getTemplatedRouteCollection().getTemplatedRoutes());
    }
  }

  private void found(YamlTree tree, String pointer, String what, Throwable failure) {
    Finding finding = tree.finding(pointer, what + ModelFailure.sentence(failure, Set.of()));
    int line = Math.max(finding.line(), line(failure));
    findings.add(new Finding(tree.file(), line, finding.problem()));
  }

  /** The line that Camel's reader had reached, 0 where it is not known. */
  private static int line(Throwable failure) {
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof MarkedYamlEngineException marked) {
        return marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      }
    }
    return 0;
  }
}
