package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.PipelineAddress;
import dev.tributary.project.MadeRoute;
import dev.tributary.project.Pipeline;
import dev.tributary.project.YamlTree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose a place in a file is: the pipeline's, whose promises it must keep, or the operator's own.
 * What stands beside routes is the pipeline's where one of its routes stands in that file, and a
 * routeConfiguration always, for it may be meant for all routes.
 */
final class Owners {
  private final Pipeline pipeline;

  /** Of items, as file and place. */
  private final Set<String> templates = new HashSet<>();

  Owners(List<YamlTree> trees, Pipeline pipeline) {
    this.pipeline = pipeline;
    for (MadeRoute made : MadeRoute.in(trees)) {
      if (made.template() != null && pipeline.isOurs(made.address())) {
        templates.add(made.template().file() + item(made.templatePointer()));
      }
    }
  }

  boolean isPipelines(EndpointUse use) {
    return isPipelines(use.tree(), item(use.pointer()), use.pointer());
  }

  /** What the route begins with in which this stands, without options; empty where in none. */
  String begin(EndpointUse use) {
    JsonNode from = use.tree().root().at(item(use.pointer()) + "/" + YamlTree.ROUTE + "/from");
    String uri = from.isTextual() ? from.asText() : from.path("uri").asText();
    return uri.replaceFirst("\\?.*", "").replaceFirst("^(\\w+):/*", "$1:");
  }

  private boolean isPipelines(YamlTree tree, String at, String pointer) {
    JsonNode item = tree.root().at(at);
    if (item.has(YamlTree.ROUTE)) {
      return pipeline.isOurs(item.path(YamlTree.ROUTE).path("from"));
    }
    if (item.has(YamlTree.TEMPLATE)) {
      return templates.contains(tree.file() + at);
    }
    if (item.has("rest")) {
      String verb = pointer.replaceFirst("^(/\\d+/rest/\\w+/\\d+).*", "$1");
      String path =
          "/%s/%s"
              .formatted(
                  item.path("rest").path("path").asText(),
                  tree.root().at(verb).path("path").asText());
      return PipelineAddress.isHttp(path.replaceAll("/+", "/"));
    }
    if (item.has("routeConfiguration")) {
      return true;
    }
    for (int i = 0; i < tree.root().size(); i++) {
      String other = "/" + i;
      JsonNode beside = tree.root().path(i);
      if (beside.has(YamlTree.ROUTE) && isPipelines(tree, other, other)) {
        return true;
      }
    }
    return false;
  }

  private static String item(String pointer) {
    return pointer.replaceFirst("^(/\\d+).*", "$1");
  }
}
