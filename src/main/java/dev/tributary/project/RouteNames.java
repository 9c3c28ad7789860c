package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.Place;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives each route of a file an id, for metrics, traces and reloads go by it: the name of the file,
 * and {@code -2}, {@code -3} behind it where a file has several without one. A {@code from} at the
 * top becomes a route.
 */
final class RouteNames {
  private static final String FROM = "from";
  private static final String ID = "id";
  private static final String MADE_ID = "routeId";

  private final String base;
  private final Set<String> taken = new HashSet<>();
  private boolean given;

  private RouteNames(String base) {
    this.base = base;
  }

  /**
   * @param place of the file's items, which gets to know the routes that were none
   * @return whether any route got its name here
   */
  static boolean give(ArrayNode file, Place place, String base) {
    RouteNames names = new RouteNames(base);
    for (JsonNode item : file) {
      names.taken.add(item.path(YamlTree.ROUTE).path(ID).asText());
      names.taken.add(item.path(YamlTree.MADE).path(MADE_ID).asText());
    }
    for (int i = 0; i < file.size(); i++) {
      JsonNode item = file.get(i);
      if (item.has(FROM) && item.size() == 1) {
        ObjectNode route = file.objectNode();
        route.set(FROM, item.get(FROM));
        file.set(i, file.objectNode().set(YamlTree.ROUTE, route));
        Place top = place.nearest("/" + i);
        top.member(YamlTree.ROUTE, top);
      }
      names.name(file.get(i), YamlTree.ROUTE, ID);
      names.name(file.get(i), YamlTree.MADE, MADE_ID);
    }
    return names.given;
  }

  private void name(JsonNode item, String kind, String id) {
    if (item.get(kind) instanceof ObjectNode route && route.path(id).asText().isEmpty()) {
      String name = base;
      for (int i = 2; !taken.add(name); i++) {
        name = base + "-" + i;
      }
      ObjectNode rest = route.deepCopy();
      rest.remove(id);
      route.removeAll();
      route.put(id, name).setAll(rest);
      given = true;
    }
  }
}
