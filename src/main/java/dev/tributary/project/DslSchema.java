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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

  private static final Pattern QUOTED =
      Pattern.compile("true|false|-?\\d+(\\.\\d+)?|.*\\{\\{.+}}.*");

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
    List<ValidationMessage> telling = new ArrayList<>();
    Set<ValidationMessage> all = new LinkedHashSet<>(schema.validate(tree.root()));
    all.removeIf(DslSchema::isQuoted);
    for (ValidationMessage message : all) {
      if (!ALTERNATIVES.contains(message.getType())
          && all.stream().noneMatch(o -> beats(o, message))) {
        telling.add(message);
      }
    }
    if (telling.isEmpty()) {
      telling.addAll(all);
    }
    return telling.stream()
        .map(message -> tree.finding(place(message), sentence(message)))
        .distinct()
        .toList();
  }

  /** Camel reads "5", "true" and "{{key}}" where the schema wants a number or a boolean. */
  private static boolean isQuoted(ValidationMessage message) {
    JsonNode node = message.getInstanceNode();
    return message.getType().equals("type")
        && node.isTextual()
        && QUOTED.matcher(node.asText()).matches();
  }

  /** Whether one message makes the other superfluous. */
  private static boolean beats(ValidationMessage one, ValidationMessage other) {
    String inner = one.getInstanceLocation().toString();
    String outer = other.getInstanceLocation().toString();
    boolean beneath = inner.startsWith(outer + "/");
    boolean here = inner.equals(outer);
    return !ALTERNATIVES.contains(one.getType())
        && ((beneath && !other.getType().equals("additionalProperties"))
            || (here && WEAK.contains(other.getType()) && !WEAK.contains(one.getType()))
            || (here && other.getType().equals("type") && one.getType().equals("required")));
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
