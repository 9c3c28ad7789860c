package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.PipelineAddress;
import dev.tributary.project.Finding;
import dev.tributary.project.Pipeline;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.support.PatternHelper;

/**
 * What stands beside routes holds for all routes of its file, a {@code routeConfiguration} without
 * an id for all of every file, and {@code interceptSendToEndpoint} for every sender. None of it may
 * take messages of devices past {@code publish}, or their failures past {@code on-failure}.
 */
final class GlobalRules {
  private static final String CONFIGURATION = "routeConfiguration";
  private static final String ON_EXCEPTION = "onException";
  private static final String TO_ENDPOINT = "interceptSendToEndpoint";
  private static final String INSTEAD =
      "put it into a routeConfiguration with an id, which routes name by routeConfigurationId";

  private final Pipeline pipeline;
  private final Set<String> addresses = new LinkedHashSet<>(List.of("rest:", "platform-http:/v1"));
  private final List<Finding> findings = new ArrayList<>();

  private GlobalRules(List<YamlTree> trees, Pipeline pipeline) {
    this.pipeline = pipeline;
    for (YamlTree tree : trees) {
      for (EndpointUse use : EndpointUse.in(tree)) {
        if (isOurs(tree.root().at(item(use.pointer())))) {
          addresses.add(use.scheme() + ":" + use.path());
        }
      }
    }
    trees.forEach(this::file);
  }

  static List<Finding> findings(List<YamlTree> trees, Pipeline pipeline) {
    return new GlobalRules(trees, pipeline).findings;
  }

  /** The start of the pointer; of a file that is no list it is a name. */
  private static String item(String pointer) {
    return "/" + pointer.split("/", 3)[1];
  }

  private boolean isOurs(JsonNode item) {
    JsonNode from = item.has("from") ? item.path("from") : item.path("route").path("from");
    return !from.isMissingNode() && pipeline.isOurs(from);
  }

  /** Whether one of its verbs takes messages of devices. */
  private static boolean serves(JsonNode rest) {
    for (String method : YamlTree.VERBS) {
      for (JsonNode verb : rest.path(method)) {
        String path = "/%s/%s".formatted(rest.path("path").asText(), verb.path("path").asText());
        if (PipelineAddress.isHttp(path.replaceAll("/+", "/"))) {
          return true;
        }
      }
    }
    return false;
  }

  private void file(YamlTree tree) {
    boolean ours = false;
    for (JsonNode item : tree.root()) {
      ours |= isOurs(item) || serves(item.path("rest"));
    }
    for (int i = 0; i < tree.root().size(); i++) {
      JsonNode item = tree.root().path(i);
      JsonNode configuration = item.path(CONFIGURATION);
      if (ours) {
        block(tree, "/" + i, item, "holds for all routes of this file, those of the pipeline too");
      }
      if (configuration.path("id").asText("").isEmpty()) {
        String at = "/%d/%s".formatted(i, CONFIGURATION);
        for (String name : List.of(ON_EXCEPTION, "intercept", "interceptFrom")) {
          for (int j = 0; j < configuration.path(name).size(); j++) {
            block(
                tree,
                "%s/%s/%d".formatted(at, name, j),
                configuration.path(name).path(j),
                "in a routeConfiguration without an id holds for all routes, those of the pipeline too");
          }
        }
      }
      endpoints(tree, "/" + i, item);
    }
  }

  private void block(YamlTree tree, String at, JsonNode block, String holds) {
    for (String name : List.of("intercept", "interceptFrom")) {
      if (block.has(name)) {
        findings.add(tree.finding(at, "%s %s: %s".formatted(name, holds, INSTEAD)));
      }
    }
    if (block.has(ON_EXCEPTION) && !isToOnFailure(block.path(ON_EXCEPTION).path("steps"))) {
      findings.add(
          tree.finding(
              at,
              "onException %s, whose failures go to direct:on-failure: %s"
                  .formatted(holds, INSTEAD)));
    }
  }

  private static boolean isToOnFailure(JsonNode steps) {
    for (JsonNode step : steps) {
      JsonNode to = step.path("to");
      String uri = to.isTextual() ? to.asText() : to.path("uri").asText();
      if (uri.matches("direct:(//)?on-failure")) {
        return true;
      }
    }
    return false;
  }

  /** Wherever it stands, it holds for all that send to such an address. */
  private void endpoints(YamlTree tree, String at, JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String inner = YamlTree.child(at, field.getKey());
      JsonNode value = field.getValue();
      if (field.getKey().equals(TO_ENDPOINT) && !value.isArray()) {
        String pattern = value.isTextual() ? value.asText() : value.path("uri").asText("");
        addresses.stream()
            .filter(address -> matches(address, pattern))
            .findFirst()
            .ifPresent(
                address ->
                    findings.add(
                        tree.finding(
                            inner,
                            "interceptSendToEndpoint holds for all routes, and \"%s\" for %s of the pipeline too: name an address that only routes of yours use"
                                .formatted(pattern, address))));
      }
      endpoints(tree, inner, value);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      endpoints(tree, at + "/" + i, node.get(i));
    }
  }

  private static boolean matches(String address, String pattern) {
    String slashes = address.replaceFirst(":(?://)?", "://");
    return PatternHelper.matchPattern(address, pattern)
        || PatternHelper.matchPattern(slashes, pattern);
  }
}
