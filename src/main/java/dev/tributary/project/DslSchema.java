package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationMessage;
import dev.tributary.config.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Camel's own schema of its YAML DSL, and a sentence for each way to break it. The schema is full
 * of alternatives (a step is a word or an object, an expression stands inline or not), so one
 * mistake breaks several rules; only the innermost and most telling is reported.
 *
 * <p>Camel's reader takes every scalar as its text: {@code 5} where the schema wants a string,
 * {@code "5"} and <code>{{key}}</code> where it wants a number. So does this one: a file is
 * validated with texts only, and what the schema calls a number or a boolean is a text that looks
 * like one.
 */
final class DslSchema {
  private static final Set<String> ALTERNATIVES = Set.of("oneOf", "anyOf", "allOf", "not", "$ref");
  private static final Set<String> WEAK = Set.of("type", "required");

  private static final String PLACEHOLDER = "\\{\\{.+\\}\\}";
  private static final Map<String, String> SCALARS =
      Map.of(
          "boolean", "^([Tt]rue|TRUE|[Ff]alse|FALSE)$|" + PLACEHOLDER,
          "number", "^[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$|" + PLACEHOLDER);

  private final JsonNode source;
  private final JsonSchema schema;

  private DslSchema(JsonNode source) {
    this.source = source;
    JsonMetaSchema draft =
        JsonMetaSchema.builder(JsonMetaSchema.getV4())
            .keyword(new NonValidationKeyword("deprecated"))
            .build();
    this.schema =
        JsonSchemaFactory.builder()
            .metaSchema(draft)
            .defaultMetaSchemaIri(draft.getIri())
            .build()
            .getSchema(
                source,
                SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    // Compiled ahead, or kept once met, every way through the references takes
                    // 240 MB; so each is compiled when a file first uses it.
                    .preloadJsonSchema(false)
                    .cacheRefs(false)
                    .build());
  }

  /** Reading it takes a while, so that it is read once. */
  private static final class Holder {
    static final DslSchema INSTANCE = read();

    private static DslSchema read() {
      try (InputStream in = DslSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
        JsonNode schema = new ObjectMapper().readTree(in);
        takeTexts(schema);
        return new DslSchema(schema);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static DslSchema camel() {
    return Holder.INSTANCE;
  }

  /**
   * What breaks the schema.
   *
   * @param pointer to what is wrong
   * @param unknown whether it is a name where there should be none of it
   */
  record Fault(Finding finding, String pointer, boolean unknown) {}

  List<Fault> faults(YamlTree tree) {
    Set<ValidationMessage> all = new LinkedHashSet<>(schema.validate(texts(tree.root())));
    List<ValidationMessage> telling = telling(all);
    if (telling.isEmpty()) {
      telling.addAll(all);
    }
    return telling.stream()
        .map(
            message ->
                new Fault(
                    tree.finding(place(message), sentence(message)),
                    place(message),
                    message.getType().equals("additionalProperties")))
        .distinct()
        .toList();
  }

  /** Those that no other makes superfluous. */
  private static List<ValidationMessage> telling(Set<ValidationMessage> all) {
    NavigableMap<String, Set<String>> types = new TreeMap<>();
    for (ValidationMessage message : all) {
      if (!ALTERNATIVES.contains(message.getType())) {
        types.computeIfAbsent(at(message), at -> new HashSet<>()).add(message.getType());
      }
    }
    List<ValidationMessage> telling = new ArrayList<>();
    for (ValidationMessage message : all) {
      String type = message.getType();
      Set<String> here = types.getOrDefault(at(message), Set.of());
      String beneath = types.ceilingKey(at(message) + "/");
      boolean innermost = beneath == null || !beneath.startsWith(at(message) + "/");
      boolean weaker =
          WEAK.contains(type)
              && (!WEAK.containsAll(here) || (type.equals("type") && here.contains("required")));
      if (!ALTERNATIVES.contains(type)
          && !weaker
          && (innermost || type.equals("additionalProperties"))) {
        telling.add(message);
      }
    }
    return telling;
  }

  private static String at(ValidationMessage message) {
    return message.getInstanceLocation().toString();
  }

  /** Lets texts be what is a number or a boolean in this schema. */
  private static void takeTexts(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      String pattern = SCALARS.get(object.path("type").asText());
      if (pattern != null) {
        object.put("type", "string").put("pattern", pattern);
      }
    }
    schema.forEach(DslSchema::takeTexts);
  }

  /** The same tree with every scalar as its text. */
  private static JsonNode texts(JsonNode node) {
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(field -> object.set(field.getKey(), texts(field.getValue())));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> array.add(texts(item)));
      return array;
    }
    return node.isNull() ? node : JsonNodeFactory.instance.textNode(node.asText());
  }

  private static String place(ValidationMessage message) {
    String at = message.getInstanceLocation().toString();
    return message.getType().equals("additionalProperties")
        ? YamlTree.child(at, message.getProperty())
        : at;
  }

  private String sentence(ValidationMessage message) {
    String at = message.getInstanceLocation().toString();
    String owner = owner(at);
    return switch (message.getType()) {
      case "additionalProperties" ->
          "\"%s\" is unknown in %s%s"
              .formatted(
                  message.getProperty(),
                  owner,
                  Nearest.hint(message.getProperty(), siblings(message)));
      case "required" -> "%s needs \"%s\"".formatted(owner, message.getProperty());
      case "enum" ->
          "%s must be one of %s but is %s"
              .formatted(owner, message.getArguments()[0], message.getInstanceNode());
      case "pattern" ->
          "%s must be %s but is %s"
              .formatted(owner, scalar(message), shown(message.getInstanceNode()));
      case "type" -> "%s must not be %s".formatted(owner, shown(message.getInstanceNode()));
      default -> "%s breaks Camel's YAML DSL: %s".formatted(owner, rule(message));
    };
  }

  private static String scalar(ValidationMessage message) {
    return SCALARS.get("number").equals(message.getArguments()[0]) ? "a number" : "true or false";
  }

  private static String rule(ValidationMessage message) {
    String text = message.getMessage();
    return text.substring(text.indexOf(": ") + 1).strip();
  }

  private static String shown(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case NULL -> "empty";
      default -> node.toString();
    };
  }

  /** The nearest name above, for items of a list too: "steps" for /0/route/from/steps/3. */
  private static String owner(String pointer) {
    String[] names = pointer.split("/");
    for (int i = names.length - 1; i >= 0; i--) {
      if (!names[i].isEmpty() && !names[i].chars().allMatch(Character::isDigit)) {
        return "\"%s\"".formatted(names[i]);
      }
    }
    return "the file";
  }

  private Set<String> siblings(ValidationMessage message) {
    String at = message.getSchemaLocation().getFragment().toString();
    JsonNode owner = source.at(at.substring(0, Math.max(0, at.lastIndexOf('/'))));
    Set<String> names = new TreeSet<>();
    owner.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }
}
