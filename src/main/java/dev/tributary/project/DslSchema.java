package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Camel's own schema of its YAML DSL, and how to say in a sentence what breaks it. The schema is
 * full of alternatives (a step is a word or an object, an expression stands inline or not), so one
 * mistake breaks several rules; only the innermost and most telling is reported.
 */
final class DslSchema {
  private static final Set<String> ALTERNATIVES = Set.of("oneOf", "anyOf", "allOf", "not", "$ref");
  private static final Set<String> WEAK = Set.of("type", "required");

  private static final Pattern QUOTED = Pattern.compile("true|false|-?\\d+(\\.\\d+)?");

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
                    // 240 MB; each is compiled when a file comes to it instead.
                    .preloadJsonSchema(false)
                    .cacheRefs(false)
                    .build());
  }

  /** Reading it takes a while, so that it is read once. */
  private static final class Holder {
    static final DslSchema INSTANCE = read();

    private static DslSchema read() {
      try (InputStream in = DslSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
        return new DslSchema(new ObjectMapper().readTree(in));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static DslSchema camel() {
    return Holder.INSTANCE;
  }

  List<Finding> findings(YamlTree tree) {
    Set<ValidationMessage> all = new LinkedHashSet<>(schema.validate(tree.root()));
    all.removeIf(DslSchema::isQuoted);
    List<ValidationMessage> telling = telling(all);
    if (telling.isEmpty()) {
      telling.addAll(all);
    }
    return telling.stream()
        .map(message -> tree.finding(place(message), sentence(message)))
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

  /** Camel reads "5", "true" and "{{key}}" where the schema wants a number or a boolean. */
  private static boolean isQuoted(ValidationMessage message) {
    JsonNode node = message.getInstanceNode();
    return message.getType().equals("type")
        && node.isTextual()
        && (hasPlaceholder(node.asText()) || QUOTED.matcher(node.asText()).matches());
  }

  private static boolean hasPlaceholder(String text) {
    int open = text.indexOf("{{");
    return open >= 0 && text.indexOf("}}", open) > open + 2;
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
      case "type" -> "%s must not be %s".formatted(owner, shown(message.getInstanceNode()));
      default -> "%s breaks Camel's YAML DSL: %s".formatted(owner, rule(message));
    };
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
