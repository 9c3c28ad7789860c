package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every route has an id, and no two the same, verbs of the REST DSL among them: it is what metrics,
 * traces and reloads go by.
 */
final class RouteIds {
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, String> owners = new HashMap<>();

  private RouteIds() {}

  static List<Finding> findings(List<YamlTree> trees) {
    RouteIds ids = new RouteIds();
    for (YamlTree tree : trees) {
      for (int i = 0; i < tree.root().size(); i++) {
        ids.item(tree, "/" + i, tree.root().path(i));
      }
    }
    return ids.findings;
  }

  private void item(YamlTree tree, String at, JsonNode item) {
    JsonNode route = item.path(YamlTree.ROUTE);
    if (item.has("from")) {
      findings.add(tree.finding(at, "a route needs an id: put \"from\" under \"route\" with one"));
    } else if (item.has("routeTemplate") || item.has("templatedRoute")) {
      findings.add(
          tree.finding(at, "routes are not made from templates here: write each as a \"route\""));
    } else if (route.isObject() && id(route).isEmpty()) {
      findings.add(tree.finding(at + "/" + YamlTree.ROUTE, "a route needs an id"));
    } else if (route.isObject()) {
      unique(tree, at + "/" + YamlTree.ROUTE, route);
    }
    for (String method : YamlTree.VERBS) {
      JsonNode verbs = item.path("rest").path(method);
      for (int i = 0; i < verbs.size(); i++) {
        if (!id(verbs.get(i)).isEmpty()) {
          unique(tree, "%s/rest/%s/%d".formatted(at, method, i), verbs.get(i));
        }
      }
    }
  }

  private void unique(YamlTree tree, String pointer, JsonNode route) {
    String id = id(route);
    String owner = owners.putIfAbsent(id, tree.file());
    if (owner != null) {
      findings.add(
          tree.finding(
              pointer + "/id",
              "the route id %s must be unique but %s has it".formatted(id, owner)));
    } else if (id.contains("{{")) {
      findings.add(
          tree.finding(pointer + "/id", "the route id %s must be without {{…}}".formatted(id)));
    }
  }

  private static String id(JsonNode route) {
    return route.path("id").asText("");
  }
}
