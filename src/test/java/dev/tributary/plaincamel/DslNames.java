package dev.tributary.plaincamel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The names that the schema of the YAML DSL lists, as it lies in the jar. */
final class DslNames {
  private static final String MODEL = "org.apache.camel.model.";

  /** What the DSL has names for, and where its schema lists them. */
  enum Sort {
    ROOT(""),
    STEP("ProcessorDefinition"),
    LANGUAGE("language.ExpressionDefinition"),
    DATA_FORMAT("MarshalDefinition"),
    LOAD_BALANCER("LoadBalanceDefinition"),
    ERROR_HANDLER("ErrorHandlerDefinition");

    private final String definition;

    Sort(String definition) {
      this.definition = definition;
    }
  }

  private final JsonNode items;

  private DslNames(JsonNode items) {
    this.items = items;
  }

  static DslNames read() throws IOException {
    try (InputStream in = DslNames.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return new DslNames(new ObjectMapper().readTree(in).path("items"));
    }
  }

  /** All names of one sort. */
  Set<String> of(Sort sort) {
    if (sort == Sort.ROOT) {
      return names(items.path("properties"));
    }
    JsonNode properties = definition(MODEL + sort.definition).path("properties");
    Set<String> names = names(properties);
    if (sort != Sort.STEP) {
      // The choice is listed without types; what has one is an attribute beside the choice.
      names.removeIf(name -> !properties.path(name).isEmpty());
    }
    return names;
  }

  /** The least that the schema takes for one of these. */
  ObjectNode least(Sort sort, String name) {
    String reference =
        definition(MODEL + sort.definition).findValues(name).stream()
            .map(property -> property.path("$ref").asText())
            .filter(Predicate.not(String::isEmpty))
            .findFirst()
            .orElseThrow();
    JsonNode definition = definition(reference.replaceFirst(".*/", ""));
    ObjectNode least = new ObjectMapper().createObjectNode();
    for (JsonNode object : List.of(definition, definition.path("oneOf").path(1))) {
      object.path("required").forEach(required -> least.put(required.asText(), "x"));
    }
    return least;
  }

  private JsonNode definition(String name) {
    return items.path("definitions").path(name);
  }

  private static Set<String> names(JsonNode properties) {
    Set<String> names = new TreeSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
