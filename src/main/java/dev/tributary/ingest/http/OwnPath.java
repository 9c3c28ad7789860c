package dev.tributary.ingest.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.component.platform.http.spi.Method;

/**
 * A path that an operator's route serves, {@code /orders/{id}}.
 *
 * @param levels between its slashes; one in braces stands for any
 * @param open whether more levels may follow
 */
record OwnPath(String text, List<String> levels, boolean open, Set<String> methods) {
  /**
   * @param prefix whether what begins so matches as well
   */
  static OwnPath of(String path, Set<Method> methods, boolean prefix) {
    String text = path.startsWith("/") ? path : "/" + path;
    boolean open = prefix || text.endsWith("*");
    Set<String> names = new TreeSet<>();
    methods.forEach(method -> names.add(method.name()));
    return new OwnPath(text, levels(text.replaceFirst("\\*$", "")), open, names);
  }

  private static List<String> levels(String path) {
    List<String> levels = new ArrayList<>(List.of(path.split("/", -1)));
    levels.remove(0);
    // as vertx-web and so stock Camel: a slash at the end means nothing
    if (!levels.isEmpty() && levels.get(levels.size() - 1).isEmpty()) {
      levels.remove(levels.size() - 1);
    }
    return levels;
  }

  /** What the path's variables stand for, null where the request is for another path. */
  Map<String, String> match(String[] request) {
    int size = request.length;
    if (size > 0 && request[size - 1].isEmpty()) {
      size--;
    }
    if (open ? size < levels.size() : size != levels.size()) {
      return null;
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      if (isVariable(level)) {
        if (request[i].isEmpty()) {
          return null;
        }
        variables.put(level.substring(1, level.length() - 1), request[i]);
      } else if (!level.equals(request[i])) {
        return null;
      }
    }
    return variables;
  }

  /** Of two that match, the more specific one goes first. */
  int compareTo(OwnPath other) {
    for (int i = 0; i < Math.min(levels.size(), other.levels.size()); i++) {
      int literal = Boolean.compare(isVariable(levels.get(i)), isVariable(other.levels.get(i)));
      if (literal != 0) {
        return literal;
      }
    }
    int longer = Integer.compare(other.levels.size(), levels.size());
    return longer == 0 ? Boolean.compare(open, other.open) : longer;
  }

  private static boolean isVariable(String level) {
    return level.length() > 2 && level.startsWith("{") && level.endsWith("}");
  }
}
