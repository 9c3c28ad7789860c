package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.engine.ComponentCatalog;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One place where a route names an endpoint.
 *
 * @param options each option with its value and the pointer to where it stands
 */
record EndpointUse(
    YamlTree tree,
    String pointer,
    String scheme,
    String path,
    boolean consumes,
    Map<String, Option> options) {

  record Option(String value, String pointer) {}

  /** Steps that may name their endpoint in one word instead of {@code uri}. */
  private static final Set<String> SHORT =
      Set.of("from", "to", "toD", "wireTap", "poll", "deadLetterUri", "interceptSendToEndpoint");

  static List<EndpointUse> in(YamlTree tree) {
    return in(tree, UnaryOperator.identity());
  }

  /**
   * @param text what each text is read as, such as with its placeholders resolved
   */
  static List<EndpointUse> in(YamlTree tree, UnaryOperator<String> text) {
    List<EndpointUse> uses = new ArrayList<>();
    visit(tree, "", "", tree.root(), text, uses);
    return uses;
  }

  private static void visit(
      YamlTree tree,
      String pointer,
      String name,
      JsonNode node,
      UnaryOperator<String> text,
      List<EndpointUse> uses) {
    if (node.isTextual() && SHORT.contains(name)) {
      uses.add(of(tree, pointer, name, node, null, text));
    } else if (node.path("uri").isTextual()) {
      String at = YamlTree.child(pointer, "uri");
      uses.add(of(tree, at, name, node.path("uri"), node.get("parameters"), text));
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        visit(tree, pointer + "/" + i, "", node.get(i), text, uses);
      }
    }
    node.properties()
        .forEach(
            field ->
                visit(
                    tree,
                    YamlTree.child(pointer, field.getKey()),
                    field.getKey(),
                    field.getValue(),
                    text,
                    uses));
  }

  private static EndpointUse of(
      YamlTree tree,
      String pointer,
      String name,
      JsonNode written,
      JsonNode parameters,
      UnaryOperator<String> text) {
    String uri = text.apply(written.asText());
    int colon = uri.indexOf(':');
    String scheme = colon < 0 ? uri : uri.substring(0, colon);
    String rest = colon < 0 ? "" : uri.substring(colon + 1);
    int query = rest.indexOf('?');
    String path = query < 0 ? rest : rest.substring(0, query);
    Map<String, Option> options = new LinkedHashMap<>();
    if (query >= 0) {
      for (String pair : rest.substring(query + 1).split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          String option = ComponentCatalog.option(scheme, pair.substring(0, equals));
          put(options, option, pair.substring(equals + 1), pointer);
        }
      }
    }
    if (parameters != null) {
      String beside = pointer.replaceFirst("/uri$", "/parameters");
      parameters
          .properties()
          .forEach(
              field ->
                  put(
                      options,
                      ComponentCatalog.option(scheme, field.getKey()),
                      text.apply(field.getValue().asText()),
                      YamlTree.child(beside, field.getKey())));
    }
    if (path.isEmpty()) {
      path = pathIn(scheme, options);
    }
    return new EndpointUse(
        tree, pointer, scheme, path.replaceFirst("^//", ""), name.equals("from"), options);
  }

  /** What stands for a key that may be missing, and is, is no option. */
  private static void put(Map<String, Option> options, String name, String value, String pointer) {
    if (!value.startsWith("{{?")) {
      options.put(name, new Option(value, pointer));
    }
  }

  /** What stands among the options although it is the address. */
  private static String pathIn(String scheme, Map<String, Option> options) {
    JsonNode known = ComponentCatalog.endpointOptions(scheme);
    return options.entrySet().stream()
        .filter(
            option ->
                option.getKey().equals("name")
                    || known.path(option.getKey()).path("kind").asText().equals("path"))
        .map(option -> option.getValue().value())
        .findFirst()
        .orElse("");
  }

  /** File and line. */
  String place() {
    Finding at = tree.finding(pointer, "");
    return at.file() + ":" + at.line();
  }

  boolean isDynamic() {
    return path.contains("${") || path.contains("$simple{") || path.contains("{{");
  }
}
