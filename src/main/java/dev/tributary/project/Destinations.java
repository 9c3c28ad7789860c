package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which {@code direct:} and {@code seda:} routes steps send to, by what is written of addresses.
 */
final class Destinations {
  private static final Pattern ADDRESS =
      Pattern.compile("(?<![\\w.-])(direct|seda):/*([^\\s,;?'\"|)\\]]*)");
  private static final Pattern SCHEME = Pattern.compile("[a-z][\\w+.-]*:.*", Pattern.DOTALL);
  private static final Pattern COMPUTED = Pattern.compile("\\$\\{|\\$simple\\{|\\{\\{");

  /** Steps whose address is an expression. */
  private static final Set<String> COMPUTING =
      Set.of("toD", "wireTap", "recipientList", "routingSlip", "dynamicRouter", "enrich");

  private static final Set<String> PROSE = Set.of("description", "note", "message", "log");

  private final Set<String> names = new HashSet<>();
  private final Set<String> prefixes = new HashSet<>();
  private boolean anywhere;

  private Destinations() {}

  static Destinations of(JsonNode steps) {
    Destinations destinations = new Destinations();
    destinations.visit(steps);
    return destinations;
  }

  /** The addresses that are written out. */
  Set<String> names() {
    return names;
  }

  /** Whether a route that begins so stands there by its name, or by the beginning of it. */
  boolean named(String address) {
    return names.contains(address) || prefixes.stream().anyMatch(address::startsWith);
  }

  /** Whether an address is computed of which nothing is written, so that it may be any. */
  boolean anywhere() {
    return anywhere;
  }

  private void visit(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (COMPUTING.contains(name) && isComputedWhole(value)) {
        anywhere = true;
      }
      if (value.isTextual() && !PROSE.contains(name)) {
        text(value.asText());
      } else {
        visit(value);
      }
    }
    if (node.path("uri").asText("").matches("direct|seda")) {
      text(uri(node));
    }
    if (node.isArray()) {
      node.forEach(
          item -> {
            if (item.isTextual()) {
              text(item.asText());
            }
            visit(item);
          });
    }
  }

  private void text(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    while (matcher.find()) {
      String address = matcher.group(1) + ":" + matcher.group(2);
      Matcher computed = COMPUTED.matcher(address);
      if (!computed.find()) {
        names.add(address);
      } else if (computed.start() == address.indexOf(':') + 1) {
        anywhere = true;
      } else {
        prefixes.add(address.substring(0, computed.start()));
      }
    }
  }

  private static boolean isComputedWhole(JsonNode step) {
    Set<String> texts = new HashSet<>();
    addTexts(step, texts);
    return texts.stream().anyMatch(text -> COMPUTED.matcher(text).lookingAt())
        || texts.stream().noneMatch(Destinations::isWritten);
  }

  private static boolean isWritten(String text) {
    return SCHEME.matcher(text).matches() || ADDRESS.matcher(text).find();
  }

  private static void addTexts(JsonNode node, Set<String> texts) {
    if (node.isTextual()) {
      texts.add(node.asText().strip());
    }
    node.forEach(child -> addTexts(child, texts));
  }

  /** The address of a {@code from} or a step, whichever way it is written. */
  static String uri(JsonNode node) {
    String uri = node.isTextual() ? node.asText() : node.path("uri").asText("");
    String name = node.path("parameters").path("name").asText("");
    return uri.indexOf(':') < 0 && !name.isEmpty() ? uri + ":" + name : uri;
  }

  /** Without options, however it is written; empty for one that is neither direct nor seda. */
  static String address(String uri) {
    return Stream.of(uri)
        .map(ADDRESS::matcher)
        .filter(Matcher::lookingAt)
        .map(matcher -> matcher.group(1) + ":" + matcher.group(2))
        .findFirst()
        .orElse("");
  }
}
