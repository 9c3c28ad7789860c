package dev.tributary.ingest.coap;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A path that an operator's route serves, {@code lamps/{lamp}}.
 *
 * @param levels between its slashes; one in braces stands for any
 * @param secure whether it is served over DTLS only
 */
record OwnResource(List<String> levels, Set<String> methods, boolean secure) {
  private static final String ALL = "DELETE,GET,POST,PUT";

  /**
   * @param methods separated by commas, or null for all
   */
  static OwnResource of(String path, String methods, boolean secure) {
    Set<String> names = new TreeSet<>();
    Arrays.stream((methods == null ? ALL : methods).split(","))
        .map(String::strip)
        .forEach(names::add);
    return new OwnResource(List.of(path.replaceFirst("^/+", "").split("/")), names, secure);
  }

  /** What the path's variables stand for, null where the request is for another path. */
  Map<String, String> match(List<String> request) {
    if (request.size() != levels.size()) {
      return null;
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      if (isVariable(level)) {
        variables.put(level.substring(1, level.length() - 1), request.get(i));
      } else if (!level.equals(request.get(i))) {
        return null;
      }
    }
    return variables;
  }

  /** Of two that match, the more specific one goes first. */
  int compareTo(OwnResource other) {
    return Long.compare(variables(), other.variables());
  }

  private long variables() {
    return levels.stream().filter(OwnResource::isVariable).count();
  }

  private static boolean isVariable(String level) {
    return level.length() > 2 && level.startsWith("{") && level.endsWith("}");
  }
}
