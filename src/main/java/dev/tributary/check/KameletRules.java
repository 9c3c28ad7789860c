package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tributary.config.Nearest;
import dev.tributary.engine.Artifacts;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/**
 * Each kamelet that a route names is there, is given what it needs, and finds what it is made of.
 */
final class KameletRules {
  private static final String ENDING = ".kamelet.yaml";
  private static final String CATALOGUE = "classpath:kamelets/*" + ENDING;
  private static final String CAMEL = "camel:";
  private static final Set<String> OWN_OPTIONS = Set.of("name", "parameters", "routeId", "steps");
  private static final YAMLMapper YAML = new YAMLMapper();

  private final CamelContext camel;
  private final String[] locations;
  private final Set<String> settings;
  private final Map<String, JsonNode> read = new HashMap<>();

  /**
   * @param settings the names of all, of which some may stand for parameters
   */
  KameletRules(CamelContext camel, Set<String> settings) {
    this.camel = camel;
    this.settings = settings;
    this.locations = camel.getComponent("kamelet", KameletComponent.class).getLocation().split(",");
  }

  List<Finding> findings(List<YamlTree> trees) {
    List<Finding> findings = new ArrayList<>();
    Set<String> templates = new HashSet<>();
    for (YamlTree tree : trees) {
      tree.root().forEach(item -> templates.add(item.path(YamlTree.TEMPLATE).path("id").asText()));
    }
    for (YamlTree tree : trees) {
      for (EndpointUse use : EndpointUse.in(tree)) {
        String name = use.path().replaceFirst("/.*", "");
        if (use.scheme().equals("kamelet")
            && !use.isDynamic()
            && !templates.contains(name)
            && !name.matches("source|sink")) {
          check(tree, use.pointer(), name, use.options().keySet(), findings);
        }
      }
      steps(tree, "", tree.root(), templates, findings);
    }
    return findings;
  }

  private void steps(
      YamlTree tree, String pointer, JsonNode node, Set<String> templates, List<Finding> found) {
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      steps(tree, pointer + "/" + i, node.get(i), templates, found);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String at = YamlTree.child(pointer, field.getKey());
      JsonNode value = field.getValue();
      if (field.getKey().equals("kamelet") && pointer.matches(".*/steps/\\d+")) {
        String named = value.isTextual() ? value.asText() : value.path("name").asText();
        String name = named.replaceFirst("[/?].*", "");
        Set<String> given = new HashSet<>(names(value.path("parameters")));
        if (value.isTextual() && named.contains("?")) {
          for (String pair : named.replaceFirst(".*\\?", "").split("&")) {
            given.add(pair.replaceFirst("=.*", ""));
          }
        }
        if (!name.contains("{{") && !name.contains("${") && !templates.contains(name)) {
          check(tree, at, name, given, found);
        }
      }
      steps(tree, at, value, templates, found);
    }
  }

  private void check(
      YamlTree tree, String pointer, String name, Set<String> given, List<Finding> findings) {
    JsonNode spec = read.computeIfAbsent(name, this::read);
    if (spec.isMissingNode()) {
      findings.add(
          tree.finding(
              pointer,
              "there is no kamelet \"%s\"%s".formatted(name, Nearest.hint(name, known()))));
      return;
    }
    JsonNode properties = spec.path("definition").path("properties");
    Set<String> unknown = new TreeSet<>(given);
    unknown.removeAll(names(properties));
    unknown.removeAll(OWN_OPTIONS);
    for (JsonNode required : spec.path("definition").path("required")) {
      String property = required.asText();
      boolean set =
          given.contains(property)
              || properties.path(property).has("default")
              || settings.contains("camel.kamelet.%s.%s".formatted(name, property));
      if (!set) {
        String slip =
            unknown.stream()
                .filter(word -> !Nearest.hint(word, Set.of(property)).isEmpty())
                .findFirst()
                .map("; \"%s\" is none of its parameters"::formatted)
                .orElse("");
        findings.add(
            tree.finding(pointer, "the kamelet %s needs \"%s\"%s".formatted(name, property, slip)));
      }
    }
    for (JsonNode needed : spec.path("dependencies")) {
      String part = needed.asText().replaceFirst(CAMEL, "");
      if (needed.asText().startsWith(CAMEL) && Artifacts.isMissing("camel-" + part)) {
        findings.add(
            tree.finding(
                pointer,
                "the kamelet %s is made with %s%s"
                    .formatted(name, part, Artifacts.add("camel-" + part))));
      }
    }
  }

  private JsonNode read(String name) {
    for (String location : locations) {
      Resource resource =
          PluginHelper.getResourceLoader(camel)
              .resolveResource(location.strip().replaceFirst("/*$", "/") + name + ENDING);
      if (resource != null && resource.exists()) {
        try (InputStream in = resource.getInputStream()) {
          return YAML.readTree(in).path("spec");
        } catch (IOException e) {
          // what is wrong in it is reported when a route is made of it
          return YAML.createObjectNode();
        }
      }
    }
    return YAML.missingNode();
  }

  private Set<String> known() {
    Set<String> known = new TreeSet<>();
    try {
      for (Resource kamelet :
          PluginHelper.getPackageScanResourceResolver(camel).findResources(CATALOGUE)) {
        known.add(kamelet.getLocation().replaceFirst(".*/", "").replace(ENDING, ""));
      }
    } catch (Exception e) {
      // no hint then
    }
    return known;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
