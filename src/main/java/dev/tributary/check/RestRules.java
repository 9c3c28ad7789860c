package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The paths that the REST DSL declares are those of the address templates, and the batch's. */
final class RestRules {
  private static final String BASE = "/v1";
  private static final String BATCH = BASE + "/telemetry";

  private RestRules() {}

  private record Verb(YamlTree tree, String pointer, String method, String path) {}

  /**
   * @param paths what the address templates declare, {@code /devices/{device}/telemetry}
   */
  static List<Finding> findings(List<YamlTree> trees, List<String> paths) {
    Map<String, Verb> posts = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>();
    YamlTree declaring = null;
    for (YamlTree tree : trees) {
      for (Verb verb : verbs(tree)) {
        declaring = tree;
        if (verb.method().equals("post")) {
          posts.putIfAbsent(verb.path(), verb);
        }
      }
    }
    if (declaring == null) {
      return findings;
    }
    List<String> served = new ArrayList<>(paths.stream().map(path -> BASE + path).toList());
    for (String path : served) {
      if (!posts.containsKey(path)) {
        findings.add(
            new Finding(
                declaring.file(),
                0,
                "the address template %s needs \"post: path: %s\", or no device can reach it by HTTP; [mqtt] behind the template says that none should"
                    .formatted(path.substring(BASE.length() + 1), path.substring(BASE.length()))));
      }
    }
    served.add(BATCH);
    posts.forEach(
        (path, verb) -> {
          if (path.startsWith(BASE + "/") && !served.contains(path)) {
            findings.add(
                verb.tree()
                    .finding(
                        verb.pointer(),
                        "POST %s matches no address template, so that every message to it would be refused (tributary.addresses)%s"
                            .formatted(path, Nearest.hint(path, served))));
          }
        });
    return findings;
  }

  private static List<Verb> verbs(YamlTree tree) {
    List<Verb> verbs = new ArrayList<>();
    for (int i = 0; i < tree.root().size(); i++) {
      JsonNode rest = tree.root().path(i).path("rest");
      String base = rest.path("path").asText("");
      for (String method : YamlTree.VERBS) {
        JsonNode declared = rest.path(method);
        for (int j = 0; j < declared.size(); j++) {
          verbs.add(
              new Verb(
                  tree,
                  "/%d/rest/%s/%d/path".formatted(i, method, j),
                  method,
                  base + declared.path(j).path("path").asText("")));
        }
      }
    }
    return verbs;
  }
}
