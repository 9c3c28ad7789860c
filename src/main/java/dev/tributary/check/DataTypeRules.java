package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.TransformerKey;

/** Data types that nothing makes: Camel finds them missing when the route starts, and stops. */
final class DataTypeRules {
  private static final String STEP = "transformDataType";

  private final CamelContext camel;
  private final List<Finding> findings = new ArrayList<>();

  private DataTypeRules(CamelContext camel) {
    this.camel = camel;
  }

  static List<Finding> findings(CamelContext camel, List<YamlTree> trees) {
    DataTypeRules rules = new DataTypeRules(camel);
    trees.forEach(tree -> rules.visit(tree, "", tree.root()));
    return rules.findings;
  }

  private void visit(YamlTree tree, String at, JsonNode node) {
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      visit(tree, at + "/" + i, node.get(i));
    }
    node.properties()
        .forEach(
            field -> {
              String inner = YamlTree.child(at, field.getKey());
              if (field.getKey().equals(STEP) && field.getValue().path("toType").isTextual()) {
                check(tree, inner, field.getValue());
              }
              visit(tree, inner, field.getValue());
            });
  }

  private void check(YamlTree tree, String at, JsonNode step) {
    String from = text(step.path("fromType"));
    String to = text(step.path("toType"));
    // what a template's parameter or an unknown placeholder stands for is not known here
    if ((from + to).contains("{{")) {
      return;
    }
    TransformerKey key =
        new TransformerKey(from.isEmpty() ? DataType.ANY : new DataType(from), new DataType(to));
    if (camel.getTransformerRegistry().resolveTransformer(key) == null) {
      findings.add(
          tree.finding(
              YamlTree.child(at, "toType"),
              "there is no data type \"%s\"%s; a jar that has it goes into lib/"
                  .formatted(to, from.isEmpty() ? "" : " for \"%s\"".formatted(from))));
    }
  }

  private String text(JsonNode node) {
    String text = node.asText("");
    try {
      return camel.resolvePropertyPlaceholders(text);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
