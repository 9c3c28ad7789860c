package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.engine.ComponentCatalog;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Camel reads a duration that it does not understand as none at all, and says nothing. */
final class DurationRules {
  private static final Pattern DURATION =
      Pattern.compile("-?\\d+|(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?|P.+");
  private static final String RULE =
      "\"%s\" must be a duration like 500, 500ms, 5s or 1h30m but is \"%s\"";

  private DurationRules() {}

  static List<Finding> ofSteps(YamlTree tree) {
    List<Finding> findings = new ArrayList<>();
    visit(tree, "", "", tree.root(), findings);
    return findings;
  }

  static List<Finding> of(EndpointUse use) {
    List<Finding> findings = new ArrayList<>();
    JsonNode known = ComponentCatalog.endpointOptions(use.scheme());
    use.options()
        .forEach(
            (name, option) -> {
              if (isDuration(known, name) && isWrong(option.value())) {
                findings.add(
                    use.tree().finding(option.pointer(), RULE.formatted(name, option.value())));
              }
            });
    return findings;
  }

  private static void visit(
      YamlTree tree, String pointer, String step, JsonNode node, List<Finding> findings) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        visit(tree, pointer + "/" + i, "", node.get(i), findings);
      }
    }
    JsonNode options = step.isEmpty() ? null : ComponentCatalog.stepOptions(step);
    node.properties()
        .forEach(
            field -> {
              String at = YamlTree.child(pointer, field.getKey());
              String value = field.getValue().isValueNode() ? field.getValue().asText() : null;
              if (value == null) {
                visit(tree, at, field.getKey(), field.getValue(), findings);
              } else if (options != null && isDuration(options, field.getKey()) && isWrong(value)) {
                findings.add(tree.finding(at, RULE.formatted(field.getKey(), value)));
              }
            });
  }

  private static boolean isDuration(JsonNode options, String name) {
    return options.path(name).path("type").asText().equals("duration");
  }

  private static boolean isWrong(String value) {
    return !value.contains("{{") && !value.contains("${") && !DURATION.matcher(value).matches();
  }
}
