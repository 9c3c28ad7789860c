package dev.tributary.project;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows the references of a JSON Schema. A schema may refer to itself for the parts of a value,
 * as a tree does, but not for the same value, which would never end.
 */
final class SchemaReferences {
  /** How many schemas one value may meet, or a schema may be, all references written out. */
  private static final int MOST = 10_000;

  private static final int DEPTH = 200;

  /** Keywords whose schemas look at the value itself. */
  private static final Set<String> SAME_VALUE =
      Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");

  private static final Set<String> PARTS =
      Set.of(
          "properties",
          "patternProperties",
          "additionalProperties",
          "propertyNames",
          "unevaluatedProperties",
          "items",
          "prefixItems",
          "additionalItems",
          "unevaluatedItems",
          "contains",
          "contentSchema",
          "dependencies");

  private static final Set<String> BY_NAME =
      Set.of("properties", "patternProperties", "dependentSchemas", "dependencies");
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");
  private static final String STANDARD = "https://json-schema.org/";

  private final JsonNode root;

  /** The nearest schema around one that has an address of its own. */
  private final IdentityHashMap<JsonNode, JsonNode> resources = new IdentityHashMap<>();

  private final Map<String, JsonNode> addresses = new HashMap<>();
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private boolean recursive;

  private SchemaReferences(JsonNode root) {
    this.root = root;
    collect();
  }

  /**
   * Whether it stays finite when all its references are expanded.
   *
   * @throws IllegalArgumentException where a reference leads nowhere, or for ever in a circle
   */
  static boolean areBounded(JsonNode root) {
    SchemaReferences references = new SchemaReferences(root);
    IdentityHashMap<JsonNode, Long> sizes = new IdentityHashMap<>();
    for (JsonNode schema : references.reachable()) {
      if (references.size(schema, false, 0, sizes) > MOST) {
        throw new IllegalArgumentException(
            "it compares one value with more than %d schemas, references written out"
                .formatted(MOST));
      }
    }
    long all = references.size(root, true, 0, new IdentityHashMap<>());
    return !references.recursive && all <= MOST;
  }

  /** All schemas that a value or a part of it may meet. */
  private Set<JsonNode> reachable() {
    Set<JsonNode> reachable = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      JsonNode schema = open.pop();
      if (reachable.add(schema)) {
        inner(schema, true).forEach(open::push);
      }
    }
    return reachable;
  }

  /** Finds all that may be referred to; without recursion, and bounded by the text. */
  private void collect() {
    Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
    resources.put(root, root);
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      JsonNode resource = resources.get(node);
      if (node.path("$id").isTextual()) {
        resource = node;
        addresses.putIfAbsent(node.get("$id").textValue(), node);
        addresses.putIfAbsent(resolve(node.get("$id").textValue()), node);
        resources.put(node, node);
      }
      for (String anchor : List.of("$anchor", "$dynamicAnchor")) {
        if (node.path(anchor).isTextual()) {
          anchors.putIfAbsent(node.get(anchor).textValue(), node);
        }
      }
      for (JsonNode inner : node) {
        if (inner.isContainerNode() && resources.putIfAbsent(inner, resource) == null) {
          open.push(inner);
        }
      }
    }
  }

  private String resolve(String address) {
    try {
      return new URI(root.path("$id").asText("")).resolve(new URI(address)).toString();
    } catch (URISyntaxException e) {
      return address;
    }
  }

  /**
   * How many schemas this one is with all that it refers to.
   *
   * @param parts whether those for the parts of a value count
   * @param sizes what is known already, -1 while it is being counted
   */
  private long size(
      JsonNode schema, boolean parts, int depth, IdentityHashMap<JsonNode, Long> sizes) {
    Long known = sizes.get(schema);
    if (known != null && known >= 0) {
      return known;
    }
    if (known != null || depth > DEPTH) {
      if (parts) {
        recursive = true;
        return 0;
      }
      throw new IllegalArgumentException(
          known != null
              ? "it refers to itself for the same value, without end"
              : "its references are more than %d deep".formatted(DEPTH));
    }
    sizes.put(schema, -1L);
    long size = 1;
    for (JsonNode inner : inner(schema, parts)) {
      size = Math.min(MOST + 1L, size + size(inner, parts, depth + 1, sizes));
    }
    sizes.put(schema, size);
    return size;
  }

  private List<JsonNode> inner(JsonNode schema, boolean parts) {
    List<JsonNode> inner = new ArrayList<>();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      String name = keyword.getKey();
      JsonNode value = keyword.getValue();
      if (REFERENCES.contains(name) && value.isTextual()) {
        JsonNode target = target(schema, value.textValue());
        if (target != null && target.isObject()) {
          inner.add(target);
        }
      } else if (SAME_VALUE.contains(name) || (parts && PARTS.contains(name))) {
        if (value.isObject() && !BY_NAME.contains(name)) {
          inner.add(value);
        } else {
          value.forEach(item -> inner.add(item));
        }
      }
    }
    inner.removeIf(item -> !item.isObject());
    return inner;
  }

  /** What a reference names; null for what the standard itself defines. */
  private JsonNode target(JsonNode from, String reference) {
    int hash = reference.indexOf('#');
    String address = hash < 0 ? reference : reference.substring(0, hash);
    String fragment = hash < 0 ? "" : reference.substring(hash + 1);
    JsonNode resource = address.isEmpty() ? resources.get(from) : addresses.get(address);
    if (resource == null) {
      resource = addresses.get(resolve(address));
    }
    if (resource == null && resolve(address).startsWith(STANDARD)) {
      recursive = true;
      return null;
    }
    JsonNode found = resource == null ? null : within(resource, fragment);
    if (found == null || found.isMissingNode()) {
      throw new IllegalArgumentException(
          "\"$ref\" must lead to a schema in this file but is \"%s\"".formatted(reference));
    }
    return found;
  }

  private JsonNode within(JsonNode resource, String fragment) {
    if (fragment.isEmpty()) {
      return resource;
    }
    if (!fragment.startsWith("/")) {
      return anchors.get(fragment);
    }
    return resource.at(
        JsonPointer.compile(
            URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8)));
  }
}
