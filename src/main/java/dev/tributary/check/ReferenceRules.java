package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.engine.Artifacts;
import dev.tributary.engine.RouteModel;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.util.ObjectHelper;

/**
 * What files name that must be there, and that Camel finds missing only when it is needed, or says
 * without a place: classes, templates, route configurations, and steps that cannot work here.
 */
final class ReferenceRules {
  private static final String CONFIGURATION = "routeConfiguration";
  private static final Set<String> ENTRANCES =
      Set.of("direct:normalize", "direct:route", "direct:publish");
  private static final String TRANSACTIONS = "%s needs a transaction manager, and there is none%s";

  /** Where names of classes stand. */
  private static final Set<String> CLASSES = Set.of("exception", "exceptionType", "beanType");

  private static final Map<String, String> REFUSED =
      Map.of(
          "saga",
          "saga is not for a gateway: a sender could join one by a header (CVE-2026-85312)",
          "jtaTransactionErrorHandler",
          TRANSACTIONS.formatted("jtaTransactionErrorHandler", Artifacts.add("camel-jta")),
          "springTransactionErrorHandler",
          TRANSACTIONS.formatted("springTransactionErrorHandler", ""));

  private final YamlTree tree;
  private final List<Finding> findings = new ArrayList<>();

  private ReferenceRules(YamlTree tree) {
    this.tree = tree;
  }

  /** An address whose placeholders stand for nothing. */
  static List<Finding> emptyAddress(EndpointUse use) {
    String written = use.tree().root().at(use.pointer()).asText();
    return use.scheme().isBlank() && written.contains("{{")
        ? List.of(
            use.tree()
                .finding(
                    use.pointer(),
                    "an address must not be empty, but \"%s\" stands for nothing (give the setting a value)"
                        .formatted(written)))
        : List.of();
  }

  static List<Finding> findings(List<YamlTree> trees) {
    Set<String> configurations = ids(trees, CONFIGURATION);
    Set<String> templates = ids(trees, YamlTree.TEMPLATE);
    List<Finding> findings = new ArrayList<>();
    for (YamlTree tree : trees) {
      ReferenceRules rules = new ReferenceRules(tree);
      for (int i = 0; i < tree.root().size(); i++) {
        String at = "/" + i + "/";
        rules.exists(
            at + YamlTree.ROUTE + "/routeConfigurationId",
            "there is no routeConfiguration \"%s\"%s",
            configurations);
        rules.exists(
            at + YamlTree.MADE + "/routeTemplateRef",
            "there is no routeTemplate \"%s\"%s",
            templates);
      }
      rules.visit("", tree.root());
      findings.addAll(rules.findings);
    }
    return findings;
  }

  /** Nothing of an operator's own goes round the back of the listeners. */
  static List<Finding> entrances(List<EndpointUse> uses, Owners owners) {
    List<EndpointUse> sending =
        uses.stream()
            .filter(use -> !use.consumes() && !owners.isPipelines(use))
            // which looks on, and has a rule of its own
            .filter(use -> !use.pointer().matches(".*/interceptSendToEndpoint(/uri)?"))
            .toList();
    Set<String> called = new TreeSet<>();
    sending.forEach(use -> called.add(address(use)));
    List<Finding> findings = new ArrayList<>();
    for (EndpointUse use : sending) {
      String address = address(use);
      String begin = owners.begin(use);
      // What is never sent to brings nothing into the pipeline.
      boolean idle = begin.matches("(direct|seda):.*") && !called.contains(begin);
      if (ENTRANCES.contains(address) && !idle) {
        findings.add(
            use.tree()
                .finding(
                    use.pointer(),
                    "%s is for messages that a listener admitted: to: ingest:<address> brings others into the pipeline"
                        .formatted(address)));
      }
    }
    return findings;
  }

  private static String address(EndpointUse use) {
    return use.scheme() + ":" + use.path();
  }

  private static Set<String> ids(List<YamlTree> trees, String kind) {
    Set<String> ids = new TreeSet<>();
    for (YamlTree tree : trees) {
      tree.root().forEach(item -> ids.add(item.path(kind).path("id").asText()));
    }
    return ids;
  }

  private void exists(String pointer, String problem, Set<String> known) {
    for (String name : tree.root().at(pointer).asText().split(",")) {
      boolean pattern = name.contains("*") || name.contains("{{") || name.isBlank();
      if (!pattern && !known.contains(name.strip())) {
        findings.add(
            tree.finding(pointer, problem.formatted(name.strip(), Nearest.hint(name, known))));
      }
    }
  }

  private void visit(String pointer, JsonNode node) {
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      visit(pointer + "/" + i, node.get(i));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      String at = YamlTree.child(pointer, name);
      if (name.equals("parameters") || name.equals("properties")) {
        continue;
      }
      if (CLASSES.contains(name)) {
        classes(at, value);
      }
      if (name.equals("openApi")
          && pointer.endsWith("/rest")
          && Artifacts.isMissing("camel-rest-openapi")) {
        findings.add(
            tree.finding(at, "openApi needs a component" + Artifacts.add("camel-rest-openapi")));
      }
      if (REFUSED.containsKey(name)) {
        findings.add(tree.finding(at, REFUSED.get(name)));
      }
      visit(at, value);
    }
  }

  private void classes(String pointer, JsonNode names) {
    if (names.isTextual()) {
      String name = names.asText();
      boolean written = !name.isBlank() && !name.contains("{{") && !name.contains("#");
      if (written && ObjectHelper.loadClass(name.strip()) == null) {
        findings.add(tree.finding(pointer, RouteModel.noClass(name.strip())));
      }
    }
    for (int i = 0; i < names.size(); i++) {
      classes(pointer + "/" + i, names.path(i));
    }
  }
}
