package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A route that a template makes.
 *
 * @param tree where it is asked for
 * @param pointer to what asks for it
 * @param template where the template stands, null where there is none of this name
 * @param templatePointer to what holds the template's {@code from}
 * @param parameters those given, and the defaults of the others
 */
public record MadeRoute(
    YamlTree tree,
    String pointer,
    String id,
    YamlTree template,
    String templatePointer,
    Map<String, String> parameters) {
  private record Template(YamlTree tree, String pointer) {
    JsonNode node() {
      return tree.root().at(pointer);
    }
  }

  /** All that these files ask for. */
  public static List<MadeRoute> in(List<YamlTree> trees) {
    Map<String, Template> templates = new HashMap<>();
    for (YamlTree tree : trees) {
      for (int i = 0; i < tree.root().size(); i++) {
        JsonNode template = tree.root().path(i).path(YamlTree.TEMPLATE);
        String pointer = "/%d/%s".formatted(i, YamlTree.TEMPLATE);
        templates.putIfAbsent(template.path("id").asText(), new Template(tree, pointer));
      }
    }
    templates.remove("");
    List<MadeRoute> made = new ArrayList<>();
    for (YamlTree tree : trees) {
      for (int i = 0; i < tree.root().size(); i++) {
        JsonNode asked = tree.root().path(i).path(YamlTree.MADE);
        if (asked.isObject()) {
          String pointer = "/%d/%s".formatted(i, YamlTree.MADE);
          made.add(of(tree, pointer, templates.get(asked.path("routeTemplateRef").asText())));
        }
      }
    }
    return made;
  }

  private static MadeRoute of(YamlTree tree, String pointer, Template template) {
    JsonNode asked = tree.root().at(pointer);
    Map<String, String> parameters = new HashMap<>();
    if (template != null) {
      put(template.node().path("parameters"), "defaultValue", parameters);
    }
    put(asked.path("parameters"), "value", parameters);
    String holder =
        template != null && template.node().has(YamlTree.ROUTE)
            ? YamlTree.child(template.pointer(), YamlTree.ROUTE)
            : template == null ? null : template.pointer();
    return new MadeRoute(
        tree,
        pointer,
        asked.path("routeId").asText(),
        template == null ? null : template.tree(),
        holder,
        parameters);
  }

  private static void put(JsonNode list, String value, Map<String, String> parameters) {
    for (JsonNode one : list) {
      if (one.has(value)) {
        parameters.put(one.path("name").asText(), one.path(value).asText());
      }
    }
  }

  /** Where the template begins; missing without one. */
  public JsonNode from() {
    return template == null
        ? MissingNode.getInstance()
        : template.root().at(templatePointer).path("from");
  }

  /** The endpoint that it begins with, without options; empty without a template. */
  public String address() {
    JsonNode from = from();
    String uri = fill(from.isTextual() ? from.asText() : from.path("uri").asText());
    return uri.replaceFirst("\\?.*", "").replaceFirst("^(\\w+):/*", "$1:");
  }

  private String fill(String text) {
    String filled = text;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      filled = filled.replace("{{" + parameter.getKey() + "}}", parameter.getValue());
    }
    return filled;
  }
}
