package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * No two routes have the same id, verbs of the REST DSL and routes made from templates among them:
 * it is what metrics, traces and reloads go by. A route without one has the name of its file.
 */
final class RouteIds {
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, String> templates = new HashMap<>();

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
    unique(tree, at + "/" + YamlTree.ROUTE, "id");
    unique(tree, at + "/" + YamlTree.MADE, "routeId");
    String template = item.path(YamlTree.TEMPLATE).path("id").asText();
    String other = template.isEmpty() ? null : templates.putIfAbsent(template, tree.file());
    if (other != null) {
      findings.add(
          tree.finding(
              at + "/" + YamlTree.TEMPLATE + "/id",
              "the template id %s must be unique but %s has it".formatted(template, other)));
    }
    for (String method : YamlTree.VERBS) {
      JsonNode verbs = item.path("rest").path(method);
      for (int i = 0; i < verbs.size(); i++) {
        unique(tree, "%s/rest/%s/%d".formatted(at, method, i), "id");
      }
    }
  }

  private void unique(YamlTree tree, String pointer, String name) {
    String id = tree.root().at(pointer).path(name).asText();
    String owner = id.isEmpty() ? null : owners.putIfAbsent(id, tree.file());
    if (owner != null) {
      findings.add(
          tree.finding(
              pointer + "/" + name,
              "the route id %s must be unique but %s has it".formatted(id, owner)));
    } else if (id.contains("{{")) {
      findings.add(
          tree.finding(
              pointer + "/" + name, "the route id %s must be without {{…}}".formatted(id)));
    }
  }
}
