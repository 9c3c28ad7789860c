package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every route has an id, and no two the same: it is what metrics, traces and reloads go by. */
final class RouteIds {
  private RouteIds() {}

  static List<Finding> findings(List<YamlTree> trees) {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (YamlTree tree : trees) {
      for (int i = 0; i < tree.root().size(); i++) {
        JsonNode item = tree.root().get(i);
        String at = "/" + i + "/route";
        if (item.has("from")) {
          findings.add(
              tree.finding("/" + i, "a route needs an id: put \"from\" under \"route\" with one"));
        } else if (item.path("route").isObject()) {
          String id = item.path("route").path("id").asText("");
          String owner = id.isEmpty() ? null : owners.putIfAbsent(id, tree.file());
          if (id.isEmpty()) {
            findings.add(tree.finding(at, "a route needs an id"));
          } else if (owner != null) {
            findings.add(
                tree.finding(
                    at + "/id",
                    "the route id %s must be unique but %s has it".formatted(id, owner)));
          }
        }
      }
    }
    return findings;
  }
}
