package dev.tributary.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.module.Part;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which files of routes a process runs that runs a part of a gateway: those that begin at {@code
 * out:} are the part out's, those that begin at a source of their own the ingest's, and what only
 * other routes call is everywhere.
 */
final class PartRoutes {
  private static final Set<String> CALLED = Set.of("direct", "seda", "ingest");
  private static final String OUT = "out";

  private final Set<Part> parts;

  PartRoutes(Set<Part> parts) {
    this.parts = parts;
  }

  boolean leavesOut(YamlTree file) {
    List<String> schemes = schemes(file.root());
    if (schemes.contains(OUT)) {
      return !parts.contains(Part.OUT);
    }
    return !parts.contains(Part.INGEST) && !CALLED.containsAll(schemes);
  }

  private static List<String> schemes(JsonNode root) {
    List<String> schemes = new ArrayList<>();
    for (JsonNode item : root) {
      JsonNode from =
          item.has(YamlTree.ROUTE) ? item.path(YamlTree.ROUTE).path("from") : item.path("from");
      if (!from.isMissingNode()) {
        schemes.add((from.isTextual() ? from : from.path("uri")).asText().replaceFirst(":.*", ""));
      }
      if (item.has("rest")) {
        schemes.add("rest");
      }
    }
    return schemes;
  }
}
