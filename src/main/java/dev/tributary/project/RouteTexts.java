package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.model.RouteDefinition;

/**
 * What routes are made of, to see which changed. What stands beside routes (configurations, beans)
 * is baked into all of them, and Camel takes some of it for the routes of its own file only; what
 * stands around a verb of the REST DSL is baked into that, and a template into the routes that it
 * makes.
 *
 * @param routes by id
 * @param verbs by id, those that have one
 * @param beside all that is no route
 * @param restSettings the {@code restConfiguration}, which is a part of {@code beside}
 */
public record RouteTexts(
    Map<String, String> routes, Map<String, String> verbs, String beside, String restSettings) {
  private static final String REST = "rest";
  private static final String REST_SETTINGS = "restConfiguration";

  public static RouteTexts of(List<YamlTree> files) {
    StringBuilder around = new StringBuilder();
    StringBuilder settings = new StringBuilder();
    StringBuilder templates = new StringBuilder();
    Set<String> made = new HashSet<>();
    List<JsonNode> rests = new ArrayList<>();
    Map<String, String> routes = new HashMap<>();
    for (YamlTree file : files) {
      StringBuilder beside = new StringBuilder();
      Map<String, String> own = new HashMap<>();
      for (JsonNode item : file.root()) {
        switch (kind(item)) {
          case YamlTree.ROUTE -> own.put(id(item), item.toString());
          case YamlTree.MADE -> {
            own.put(id(item), item.toString());
            made.add(id(item));
          }
          case YamlTree.TEMPLATE -> templates.append(item);
          case REST -> rests.add(item.path(REST));
          case REST_SETTINGS -> settings.append(item);
          default -> beside.append(item);
        }
      }
      own.forEach((id, text) -> routes.put(id, text + beside));
      around.append(beside);
    }
    routes.replaceAll((id, text) -> text + around + (made.contains(id) ? templates : ""));
    Map<String, String> verbs = new HashMap<>();
    rests.forEach(rest -> verbs.putAll(verbs(rest)));
    verbs.replaceAll((id, text) -> text + settings + around);
    return new RouteTexts(
        routes, verbs, rests + settings.toString() + templates + around, settings.toString());
  }

  private static Map<String, String> verbs(JsonNode rest) {
    Map<String, String> verbs = new HashMap<>();
    if (rest instanceof ObjectNode all) {
      String head = all.deepCopy().remove(YamlTree.VERBS).toString();
      for (String method : YamlTree.VERBS) {
        all.path(method).forEach(verb -> verbs.put(verb.path("id").asText(), method + verb + head));
      }
    }
    verbs.remove("");
    return verbs;
  }

  private static String kind(JsonNode item) {
    return item.fieldNames().hasNext() ? item.fieldNames().next() : "";
  }

  /** Of a route, written as one or made from a template; empty where it is neither. */
  private static String id(JsonNode item) {
    JsonNode made = item.path(YamlTree.MADE);
    return made.isObject()
        ? made.path("routeId").asText()
        : item.path(YamlTree.ROUTE).path("id").asText();
  }

  /** What this route is made of; without an id of its own in the files, of all that is no route. */
  public String of(RouteDefinition route) {
    boolean verb = route.getRestDefinition() != null;
    return (verb ? verbs : routes).getOrDefault(route.getRouteId(), beside);
  }

  /** Whether this file has a route that is not as it was. */
  public boolean changes(RouteTexts before, YamlTree file) {
    for (JsonNode item : file.root()) {
      String id = id(item);
      if (!Objects.equals(routes.get(id), before.routes.get(id))) {
        return true;
      }
    }
    return false;
  }

  /** Whether what stands beside routes has to be loaded, as it changed or its file is read. */
  public boolean changesBesideRoutes(RouteTexts before, List<YamlTree> files) {
    return !beside.equals(before.beside)
        || files.stream().anyMatch(file -> !file.isRoutesOnly() && changes(before, file));
  }

  /**
   * Whether a route that was not read again stays.
   *
   * @param besideRead whether all that makes other routes, such as verbs, was read again
   */
  public boolean keeps(String id, RouteTexts before, boolean besideRead) {
    return routes.containsKey(id) || (!besideRead && !before.routes.containsKey(id));
  }
}
