package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.project.Finding;
import dev.tributary.project.Pipeline;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.List;

/** {@code to: ingest:<address>} names an address of devices, which a listener's route serves. */
final class IngestRules {
  private IngestRules() {}

  static List<Finding> findings(
      List<EndpointUse> uses, Pipeline pipeline, AddressTemplates templates) {
    List<EndpointUse> all = uses.stream().filter(use -> use.scheme().equals("ingest")).toList();
    boolean taken = all.stream().anyMatch(EndpointUse::consumes);
    List<Finding> findings = new ArrayList<>();
    for (EndpointUse use : all) {
      String problem = use.consumes() ? null : problem(use, taken, pipeline, templates);
      if (problem != null) {
        findings.add(use.tree().finding(use.pointer(), problem));
      }
    }
    return findings;
  }

  private static String problem(
      EndpointUse use, boolean taken, Pipeline pipeline, AddressTemplates templates) {
    if (!taken) {
      return "ingest: needs the route ingest-camel, which begins with ingest:* (init writes it)";
    }
    if (pipeline.isOurs(from(use))) {
      return "ingest: is for routes of your own, but this one is the pipeline's";
    }
    String address = use.path().replaceFirst("^/+", "");
    if (use.isDynamic() || templates.match(address).isPresent()) {
      return null;
    }
    List<String> paths = templates.paths().stream().map(path -> path.substring(1)).toList();
    return "ingest:%s matches no address template (tributary.addresses)%s"
        .formatted(address, Nearest.hint(address, paths));
  }

  private static JsonNode from(EndpointUse use) {
    YamlTree tree = use.tree();
    JsonNode item = tree.root().path(Integer.parseInt(use.pointer().split("/")[1]));
    return item.has("from") ? item.path("from") : item.path(YamlTree.ROUTE).path("from");
  }
}
